import type { CallSummary } from "../call/call-summary.ts";
import type { WrittenDocument } from "../call/collection-uses.ts";
import type { Counts } from "./counts.ts";
import type { UsageRecord } from "./usage-record.ts";
import { UsageTotals, type ReachedStage } from "./usage-totals.ts";
import { startOf } from "./usage-window.ts";
import { WrittenDocuments } from "./written-documents.ts";

/** Most records that wait to be stored, while the database can't be reached; the oldest go first. */
const MOST_PENDING = 5;

export interface UsageRecorderOptions {
  /** This instance's name among all that share the database. */
  readonly instance: string;
  /** Stores records, each as a whole. To do so again must change nothing. */
  readonly store: (records: readonly UsageRecord[]) => Promise<unknown>;
  /** Is told of minutes that are given up, since they could not be stored. */
  readonly onLost: (lost: readonly UsageRecord[]) => void;
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
  #written = new WrittenDocuments();
  #pending: readonly UsageRecord[] = [];
  #storing: Promise<void> | undefined;

  constructor(options: UsageRecorderOptions) {
    this.#options = options;
  }

  /**
   * Counts a call that is over.
   *
   * @param nowMs since 1970
   * @param written the documents that it wrote, each once: what is atomic is one write of it to Firestore
   */
  record(call: CallSummary, nowMs: number, written: readonly WrittenDocument[] = []): void {
    this.pass(nowMs);
    this.#totals.add(call);
    for (const document of written) this.#written.add(document);
  }

  /** Counts what a call has come to that goes on, which is counted itself when it is over. @param nowMs since 1970 */
  recordPart(part: CallSummary, nowMs: number): void {
    this.pass(nowMs);
    this.#totals.addPart(part);
  }

  /** Counts what the gateway itself did in a collection of its own. */
  recordOwn(collection: string, counts: Counts): void {
    this.#totals.addOwn(collection, counts);
  }

  /** Counts that the budget has come to a stage. */
  recordStage(reached: ReachedStage): void {
    this.#totals.addStage(reached);
  }

  /** Begins to store the minute that is over, if it is. @param nowMs since 1970 */
  pass(nowMs: number): void {
    const fromMs = startOf("minute", nowMs);
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
    // The process ends: what could not be stored by now never will be.
    if (this.#pending.length > 0) this.#options.onLost(this.#pending);
    this.#pending = [];
  }

  #take(): void {
    if (this.#totals.isEmpty || this.#fromMs === 0) return;
    const { instance, onLost } = this.#options;
    this.#totals.written.merge(this.#written.hashed);
    const window = { resolution: "minute", fromMs: this.#fromMs } as const;
    const pending = [...this.#pending, { ...window, instance, minutes: 1, totals: this.#totals }];
    this.#pending = pending.slice(-MOST_PENDING);
    if (pending.length > MOST_PENDING) onLost(pending.slice(0, -MOST_PENDING));
    this.#totals = new UsageTotals();
    this.#written = new WrittenDocuments();
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
