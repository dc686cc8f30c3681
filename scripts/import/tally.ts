import type { FieldViolation } from "../../functions/src/contract/error.ts";

/** A row that was not imported, and why. */
export interface Rejection {
  readonly row: number;
  readonly violations: readonly FieldViolation[];
}

/** Of so many rejections the reasons are kept; a file with more is wrong in a way that these show. */
export const MAX_REASONS = 1000;

/** What has come of the rows so far. */
export class Tally {
  rowsRead = 0;
  /** Documents that the gateway has acknowledged. */
  written = 0;
  /** Those among them that were there already as they are; undefined where that can't be told. */
  unchanged: number | undefined;
  /** How much of the file is dealt with. */
  bytesDone = 0;
  rejected = 0;
  readonly #reasons: Rejection[] = [];

  constructor({ knowsUnchanged }: { readonly knowsUnchanged: boolean }) {
    if (knowsUnchanged) this.unchanged = 0;
  }

  write(isUnchanged: boolean): void {
    this.written += 1;
    if (isUnchanged && this.unchanged !== undefined) this.unchanged += 1;
  }

  reject(rejection: Rejection): void {
    this.rejected += 1;
    if (this.#reasons.length < MAX_REASONS) this.#reasons.push(rejection);
  }

  /** The first {@link MAX_REASONS}, in the order of the rows. */
  get rejections(): readonly Rejection[] {
    return this.#reasons.toSorted((a, b) => a.row - b.row);
  }
}
