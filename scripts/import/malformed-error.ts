/** Where a file stops to make sense: in bytes from its start, or as a line. */
export type Place = { readonly offset: number } | { readonly line: number };

/** The file is not what its format says. The message continues a sentence about the row. */
export class MalformedError extends Error {
  override readonly name = "MalformedError";
  readonly place: Place;

  constructor(message: string, place: Place) {
    super(message);
    this.place = place;
  }
}

/** The rows that a piece of a file completes; those before a fault count. */
export interface Completed<Row> {
  readonly rows: readonly Row[];
  readonly fault?: MalformedError;
}

export const NOT_UTF8 = "it is not UTF-8 text";
