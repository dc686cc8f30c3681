import type { FieldViolation } from "../../errors/error.ts";

/** A row that was not imported, and why. */
export interface Rejection {
  readonly row: number;
  /** Where the row starts in the file, from 1. */
  readonly line: number;
  readonly violations: readonly FieldViolation[];
}

/** Of so many rejections the reasons are kept; a file with more is wrong in a way that these show. */
export const MAX_REASONS = 1000;

/** What has come of the rows so far. */
export class Tally {
  rowsRead = 0;
  /** Documents that the gateway has acknowledged. */
  written = 0;
  /** Those among them that were there already, as they are. */
  unchanged = 0;
  /** How much of the file is dealt with. */
  bytesDone = 0;
  rejected = 0;
  readonly #startedAt: Date | undefined;
  readonly #reasons: Rejection[] = [];

  /**
   * @param startedAt by the server's clock. What was last written before is unchanged: a write that
   * changes nothing leaves the update time alone. Where it isn't known, nothing counts as unchanged.
   */
  constructor(startedAt: Date | undefined) {
    this.#startedAt = startedAt;
  }

  /** Counts a document that was written, and has this update time since. */
  write(updateTime: string | undefined): void {
    this.written += 1;
    if (updateTime === undefined || this.#startedAt === undefined) return;
    if (Date.parse(updateTime) < this.#startedAt.getTime()) this.unchanged += 1;
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
