import { StoreError, type StoreErrorCode } from "../../documents/store.ts";
import type { Clock } from "../clock.ts";

/** How long a record remembers the updates it had, by the database's clock, in milliseconds. */
export const REMEMBER_MS = 60_000;
/** How long after its first attempt a writer can surely learn from a record whether it was applied. */
const TELLS_MS = REMEMBER_MS / 2;

/** Firestore's ways to say that a document isn't as it was read. */
const CONFLICTS: ReadonlySet<StoreErrorCode> = new Set([
  "FAILED_PRECONDITION",
  "ALREADY_EXISTS",
  "NOT_FOUND",
  "ABORTED",
]);

/** The writes that one update has sent. Some may have been applied without an answer, the last one even late. */
export class Attempts<Result> {
  /** Whether an answer was lost. */
  lost = false;
  readonly #results = new Map<string, Result>();
  readonly #clock: Clock;
  readonly #signal: AbortSignal | undefined;
  #firstMs: number | undefined;
  /** Whether the database has answered that somebody else was faster. */
  #lostRace = false;

  constructor(clock: Clock, signal: AbortSignal | undefined) {
    this.#clock = clock;
    this.#signal = signal;
  }

  add(id: string, result: Result): void {
    this.#firstMs ??= this.#clock.monotonic();
    this.#results.set(id, result);
  }

  /**
   * The result of the attempt that one of the records has.
   *
   * @throws StoreError when they may have forgotten: a process can be stopped for minutes.
   */
  find(
    records: readonly Readonly<Record<string, number>>[],
  ): { readonly result: Result } | undefined {
    for (const [id, result] of this.#results) {
      if (records.some((updates) => Object.hasOwn(updates, id))) return { result };
    }
    if (this.#firstMs !== undefined && this.#clock.monotonic() - this.#firstMs > TELLS_MS) {
      throw this.failed("UNAVAILABLE", "too late to find out whether a write was applied");
    }
    return undefined;
  }

  /** What is to be tried again, or looked up, after an attempt that failed. @throws StoreError for all else. */
  settleLater(error: unknown): undefined {
    const isLost = error instanceof StoreError && error.outcomeUnknown;
    const isConflict = CONFLICTS.has(codeOf(error));
    if (isLost) this.lost = true;
    if (isConflict) this.#lostRace = true;
    if ((isLost && this.#signal?.aborted !== true) || isConflict) return undefined;
    throw this.failed(codeOf(error), "a record can't be written", error);
  }

  /** What an update fails with. One whose time was used up by races has found the database in reach. */
  failed(why: StoreErrorCode, message: string, cause?: unknown): StoreError {
    const code = this.#lostRace && this.#signal?.aborted === true ? "ABORTED" : why;
    return new StoreError(code, message, { cause, outcomeUnknown: this.lost });
  }
}

export function codeOf(error: unknown): StoreErrorCode {
  return error instanceof StoreError ? error.code : "INTERNAL";
}
