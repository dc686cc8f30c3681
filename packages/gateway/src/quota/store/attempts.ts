import { StoreError, type StoreErrorCode } from "../../documents/store.ts";
import type { Clock } from "../clock.ts";
import { MalformedRecordError } from "./record-form.ts";

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

/** What may be gone at the next attempt. An update is safe to repeat: it settles by reading. */
const PASSING: ReadonlySet<StoreErrorCode> = new Set([
  "UNAVAILABLE",
  "DEADLINE_EXCEEDED",
  "INTERNAL",
  "RESOURCE_EXHAUSTED",
]);

/** The attempts of one update: its writes may have been applied without an answer, the last one even late. */
export class Attempts<Result> {
  /** Whether an answer was lost. */
  lost = false;
  readonly #results = new Map<string, Result>();
  readonly #clock: Clock;
  readonly #signal: AbortSignal | undefined;
  #firstMs: number | undefined;
  /** What the last attempt failed for, in the time that it had. */
  #last:
    | { readonly why: "lost race" }
    | { readonly why: "fault"; readonly error: StoreError }
    | undefined;

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
      throw this.#failed("UNAVAILABLE", "too late to find out whether a write was applied");
    }
    return undefined;
  }

  /** Notes a write that failed, which is to be tried again, or looked up. @throws StoreError where that can't help. */
  failedToWrite(error: unknown): void {
    if (error instanceof StoreError && error.outcomeUnknown) this.lost = true;
    if (CONFLICTS.has(codeOf(error))) this.#last = { why: "lost race" };
    else this.failedToRead(error);
  }

  /** Notes a read that failed, which is to be tried again. @throws StoreError where that can't help. */
  failedToRead(error: unknown): void {
    if (!(error instanceof StoreError)) throw this.malformed(error);
    const isOver = this.#signal?.aborted === true;
    if (!isOver && passes(error)) {
      this.#last = { why: "fault", error };
      return;
    }
    // What was under way when the time was over failed for that, and not for itself.
    const isContended = isOver && this.#last?.why === "lost race";
    throw this.#failed(isContended ? "ABORTED" : codeOf(error), "a record can't be reached", error);
  }

  /** What an update fails with that met a record which can't be read as one. */
  malformed(cause: unknown): MalformedRecordError {
    return new MalformedRecordError(cause, this.lost);
  }

  /** What an update fails with that has had its attempts, or its time: the reason why the last one failed. */
  givenUp(cause?: unknown): StoreError {
    if (this.#last?.why !== "fault")
      return this.#failed("ABORTED", "others kept writing first", cause);
    const { error } = this.#last;
    return this.#failed(error.code, "a record can't be reached", error);
  }

  #failed(code: StoreErrorCode, message: string, cause?: unknown): StoreError {
    const unreachable = cause instanceof StoreError && cause.unreachable;
    return new StoreError(code, message, { cause, outcomeUnknown: this.lost, unreachable });
  }
}

function passes({ code, outcomeUnknown, unreachable }: StoreError): boolean {
  return outcomeUnknown || (PASSING.has(code) && !unreachable);
}

function codeOf(error: unknown): StoreErrorCode {
  return error instanceof StoreError ? error.code : "INTERNAL";
}
