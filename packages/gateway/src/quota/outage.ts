import type { StoreError, StoreErrorCode } from "../documents/store.ts";
import { MalformedRecordError } from "./store/record-form.ts";

/** How long nobody tries again, in milliseconds, after a record or the database couldn't be reached. */
const PAUSE_MS = 1_000;
/** So many records in a row that can't be reached, each another caller's, are the database and not they. */
const SEVERAL = 3;
/** Most records that failed and are kept in mind. */
const MOST_KEPT = 10_000;

/** What may be said of the database as a whole. All else is about what was asked, or what is stored. */
const OF_DATABASE: ReadonlySet<StoreErrorCode> = new Set([
  "UNAVAILABLE",
  "DEADLINE_EXCEEDED",
  "INTERNAL",
  "RESOURCE_EXHAUSTED",
  "PERMISSION_DENIED",
]);

/** A visit to a record that failed, after all its attempts. */
export interface FailedVisit {
  readonly error: StoreError;
  /** When it began, and when it ended. */
  readonly sinceMs: number;
  readonly nowMs: number;
}

/**
 * What an instance knows of records and of the database being out of reach: the first call to find
 * out waits for as long as a call may, those that come after it don't.
 *
 * One record that can't be reached is its caller's own trouble. It is an outage when several in a
 * row can't be, or no connection can be made, while nothing else was reached. All times are the
 * instance's monotonic clock's.
 */
export class Outage {
  readonly #failing = new Map<string, { readonly retryAtMs: number; readonly error: StoreError }>();
  readonly #inARow = new Set<string>();
  #reachedMs = -Infinity;
  /** In an outage: when to try again by a record that has failed, and by another. */
  #retryAtMs: { failing: number; others: number } | undefined;

  get isOn(): boolean {
    return this.#retryAtMs !== undefined;
  }

  /** Why a record couldn't be reached the last time, if so. */
  causeOf(record: string): StoreError | undefined {
    return this.#failing.get(record)?.error;
  }

  /**
   * Whether to visit a record: always, unless it has just failed. In an outage, one record that has
   * failed and one that has not try in each pause: records that fail by themselves must not keep
   * the others from finding out that it is over.
   */
  mayTry(record: string, nowMs: number): boolean {
    const own = this.#failing.get(record);
    if (own !== undefined && nowMs < own.retryAtMs) return false;
    const kind = own === undefined ? "others" : "failing";
    if (this.#retryAtMs === undefined) return true;
    if (nowMs < this.#retryAtMs[kind]) return false;
    this.#retryAtMs[kind] = nowMs + PAUSE_MS;
    return true;
  }

  /** A record was reached, and so was the database. */
  reached(record: string, nowMs: number): void {
    this.#failing.delete(record);
    this.#inARow.clear();
    this.#reachedMs = nowMs;
    this.#retryAtMs = undefined;
  }

  failed(record: string, { error, sinceMs, nowMs }: FailedVisit): void {
    // The database has answered: others were faster.
    if (error.code === "ABORTED") return this.reached(record, nowMs);
    this.#keep(record, error, nowMs + PAUSE_MS);
    // Who was reached meanwhile has shown that it is this record alone.
    if (!mayBeOfDatabase(error) || this.#reachedMs > sinceMs) return;
    if (!this.isOn) this.#inARow.add(record);
    if (this.isOn || error.unreachable || this.#inARow.size >= SEVERAL) {
      this.#retryAtMs = { failing: nowMs + PAUSE_MS, others: nowMs + PAUSE_MS };
    }
  }

  #keep(record: string, error: StoreError, retryAtMs: number): void {
    this.#failing.delete(record);
    this.#failing.set(record, { retryAtMs, error });
    if (this.#failing.size <= MOST_KEPT) return;
    const [oldest = record] = this.#failing.keys();
    this.#failing.delete(oldest);
  }
}

function mayBeOfDatabase(error: StoreError): boolean {
  return OF_DATABASE.has(error.code) && !(error instanceof MalformedRecordError);
}
