import { LOST_RACE_CODES } from "../../documents/lost-race-codes.ts";
import { StoreError, type StoreErrorCode } from "../../documents/store.ts";
import type { Clock } from "../clock.ts";
import type { Patience } from "../patience.ts";
import { MalformedRecordError } from "./record-form.ts";

/** A record keeps the ids of its updates for this time, in milliseconds, by the database's clock. */
export const REMEMBER_MS = 60_000;
/** A writer can learn from a record whether an attempt was applied for this time after its first, in milliseconds. */
const TELLS_MS = REMEMBER_MS / 2;

/** The errors that may be gone at the next attempt. An update may be repeated, as a lost answer is settled by reading. */
const PASSING: ReadonlySet<StoreErrorCode> = new Set([
  "UNAVAILABLE",
  "DEADLINE_EXCEEDED",
  "INTERNAL",
  "RESOURCE_EXHAUSTED",
]);

/** The attempts of one update, any of which may have been applied without an answer, or may yet be. */
export class Attempts<Result> {
  /** Whether an answer was lost. */
  lost = false;
  readonly #results = new Map<string, Result>();
  readonly #clock: Clock;
  readonly #ends: { readonly signal?: AbortSignal; readonly patience?: Patience };
  #firstMs: number | undefined;
  /** Why the last attempt failed that was not cut short; undefined where none has. */
  #last:
    | { readonly why: "lost race" }
    | { readonly why: "fault"; readonly error: StoreError }
    | undefined;

  /** @param ends - When the update is out of time. */
  constructor(clock: Clock, ends: { readonly signal?: AbortSignal; readonly patience?: Patience }) {
    this.#clock = clock;
    this.#ends = ends;
  }

  /** Aborted when the update is out of time; another one after a lost race. */
  get signal(): AbortSignal | undefined {
    return this.#ends.patience?.signal ?? this.#ends.signal;
  }

  /** Notes an attempt. @param id - The id that it leaves in the records. */
  add(id: string, result: Result): void {
    this.#firstMs ??= this.#clock.monotonic();
    this.#results.set(id, result);
  }

  /**
   * The result of the attempt that one of the records has.
   *
   * @throws StoreError UNAVAILABLE where the records may no longer have its id, as the process was stopped for long.
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

  /** Whether the last attempt that was not cut short failed as another writer came first. */
  get lostRace(): boolean {
    return this.#last?.why === "lost race";
  }

  /** Notes a write that failed, which is to be tried again, or looked up. @throws StoreError where that can't help. */
  failedToWrite(error: unknown): void {
    if (error instanceof StoreError && error.outcomeUnknown) this.lost = true;
    if (!LOST_RACE_CODES.has(codeOf(error))) return this.failedToRead(error);
    this.#last = { why: "lost race" };
    this.#ends.patience?.lostRace();
  }

  /** Notes a read that failed, which is to be tried again. @throws StoreError where that can't help. */
  failedToRead(error: unknown): void {
    if (!(error instanceof StoreError)) throw this.malformed(error);
    const isOver = this.signal?.aborted === true;
    if (!isOver && passes(error)) {
      this.#last = { why: "fault", error };
      return;
    }
    // What was under way when the time was over has failed for that alone.
    const isCutShort = isOver && this.#last !== undefined;
    throw this.#failed(
      isCutShort ? this.#lastCode : codeOf(error),
      "a record can't be reached",
      error,
    );
  }

  /** The error of an update that has met a malformed record. */
  malformed(cause: unknown): MalformedRecordError {
    return new MalformedRecordError(cause, this.lost);
  }

  /** The error of an update whose attempts, or whose time, are over: the one of the last attempt. */
  givenUp(cause?: unknown): StoreError {
    if (this.#last?.why !== "fault")
      return this.#failed("ABORTED", "others kept writing first", cause);
    const { error } = this.#last;
    return this.#failed(error.code, "a record can't be reached", error);
  }

  /** Why the last attempt failed that was not cut short. */
  get #lastCode(): StoreErrorCode {
    return this.#last?.why === "fault" ? this.#last.error.code : "ABORTED";
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
