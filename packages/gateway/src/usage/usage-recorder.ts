import type { CallSummary } from "../call/call-summary.ts";
import type { Counts } from "./counts.ts";
import { WINDOW_MS, type UsageRecord } from "./usage-record.ts";
import { UsageTotals } from "./usage-totals.ts";

/** Most records that wait to be stored, while the database can't be reached; the oldest go first. */
const MOST_PENDING = 5;

export interface UsageRecorderOptions {
  /** This instance's name among all that share the database. */
  readonly instance: string;
  /** Stores records, each as a whole. To do so again must change nothing. */
  readonly store: (records: readonly UsageRecord[]) => Promise<unknown>;
}

/**
 * Counts the calls of an instance, and stores what they came to once a minute, on the path of a
 * call of a later minute: none waits for it, or fails for it. An instance that is killed loses what
 * it has not stored, its last busy minute.
 */
export class UsageRecorder {
  readonly #options: UsageRecorderOptions;
  #fromMs = 0;
  #totals = new UsageTotals();
  #pending: readonly UsageRecord[] = [];
  #storing: Promise<void> | undefined;

  constructor(options: UsageRecorderOptions) {
    this.#options = options;
  }

  /** Counts a call that is over. @param nowMs since 1970 */
  record(call: CallSummary, nowMs: number): void {
    this.pass(nowMs);
    this.#totals.add(call);
  }

  /** Counts what the gateway itself did in a collection of its own. */
  recordOwn(collection: string, counts: Counts): void {
    this.#totals.addOwn(collection, counts);
  }

  /** Begins to store the minute that is over, if it is. @param nowMs since 1970 */
  pass(nowMs: number): void {
    const fromMs = Math.floor(nowMs / WINDOW_MS) * WINDOW_MS;
    // A clock that goes back goes on with the minute that it was in: each is stored once, whole.
    if (fromMs <= this.#fromMs) return;
    this.#take();
    this.#fromMs = fromMs;
    void this.#store();
  }

  /** Stores all that is counted, if anything is. */
  async close(): Promise<void> {
    await this.#storing;
    this.#take();
    // Whatever else is to be counted is of no later minute.
    this.#fromMs = Infinity;
    await this.#store();
  }

  #take(): void {
    if (this.#totals.isEmpty || this.#fromMs === 0) return;
    const { instance } = this.#options;
    const record = { fromMs: this.#fromMs, instance, totals: this.#totals };
    this.#pending = [...this.#pending, record].slice(-MOST_PENDING);
    this.#totals = new UsageTotals();
  }

  #store(): Promise<void> {
    if (this.#pending.length === 0) return Promise.resolve();
    return (this.#storing ??= this.#send().finally(() => (this.#storing = undefined)));
  }

  async #send(): Promise<void> {
    const sent = this.#pending;
    try {
      await this.#options.store(sent);
      this.#pending = this.#pending.filter((record) => !sent.includes(record));
    } catch {
      // They are sent again with the next minute's: a record is the whole of its minute.
    }
  }
}
