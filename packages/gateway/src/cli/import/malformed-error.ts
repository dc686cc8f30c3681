/** The file is not what its format says, from a line on. The message continues a sentence about it. */
export class MalformedError extends Error {
  override readonly name = "MalformedError";
  /** From 1. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}
