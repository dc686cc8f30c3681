import type { StoreError, StoreErrorCode } from "../documents/store.ts";
import { MalformedRecordError } from "./store/record-form.ts";

/** After a failure, a record or the database is not tried again for this time, in milliseconds. */
const PAUSE_MS = 1_000;
/** This many different records in a row that can't be reached are an outage of the database. */
const SEVERAL = 3;
/** The most failing records that are kept in memory. */
const MOST_KEPT = 10_000;

/** The errors that may be the whole database's. All others come of what was asked, or of what is stored. */
const OF_DATABASE: ReadonlySet<StoreErrorCode> = new Set([
  "UNAVAILABLE",
  "DEADLINE_EXCEEDED",
  "INTERNAL",
  "RESOURCE_EXHAUSTED",
  "PERMISSION_DENIED",
]);

/** An exchange with a record that has failed after all its attempts. */
export interface FailedExchange {
  readonly error: StoreError;
  /** When it began. */
  readonly sinceMs: number;
  /** When it ended. */
  readonly nowMs: number;
}

/**
 * What an instance knows of records and of the database being out of reach, so that only the first
 * call to find out waits for it.
 *
 * One record that can't be reached concerns its caller alone. It is an outage when several records
 * in a row can't be, or no connection can be made, while no other was reached. All times are in
 * milliseconds on the instance's monotonic clock.
 */
export class Outage {
  readonly #failing = new Map<string, { readonly retryAtMs: number; readonly error: StoreError }>();
  readonly #inARow = new Set<string>();
  #reachedMs = -Infinity;
  /** When a record that has failed and one that has not may be tried again; undefined where there is no outage. */
  #retryAtMs: { failing: number; others: number } | undefined;

  /** Whether the whole database is out of reach. */
  get isOn(): boolean {
    return this.#retryAtMs !== undefined;
  }

  /** Why a record could not be reached the last time; undefined where it was. */
  causeOf(record: string): StoreError | undefined {
    return this.#failing.get(record)?.error;
  }

  /**
   * Whether to try a record: always, unless it has just failed. In an outage, one record that has
   * failed and one that has not are tried in each pause, as records that fail by themselves must not
   * keep the others from finding out that the outage is over.
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

  /** Notes that a record was reached, and so the database. */
  reached(record: string, nowMs: number): void {
    this.#failing.delete(record);
    this.#inARow.clear();
    this.#reachedMs = nowMs;
    this.#retryAtMs = undefined;
  }

  /** Notes that an exchange with a record has failed. */
  failed(record: string, { error, sinceMs, nowMs }: FailedExchange): void {
    // The database has answered: others were faster.
    if (error.code === "ABORTED") return this.reached(record, nowMs);
    this.#keep(record, error, nowMs + PAUSE_MS);
    // Another record was reached meanwhile: it is this one alone.
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
