import { performance } from "node:perf_hooks";
import type { Usage } from "../api/api.ts";
import type { ReadCall } from "../cache/cached-reads.ts";
import type { Caller } from "../caller/caller.ts";
import type { GatewayError } from "../errors/error.ts";
import { padTimestamp } from "../values/timestamp.ts";
import type { StoreCall } from "../documents/store.ts";
import type { Cost } from "../quota/cost.ts";
import type { CallDurations, Step } from "./call-durations.ts";
import type { CallSummary } from "./call-summary.ts";
import { CollectionUses } from "./collection-uses.ts";
import { Deadline } from "./deadline.ts";
import { toFault, type Fault } from "./fault.ts";

/** What is known of a request besides what it asks. */
export interface CallOrigin {
  /** The trace of Cloud Trace, in the form that Cloud Logging takes. */
  readonly trace?: string | undefined;
  /** What became of each of its tokens. */
  readonly verifications?: Readonly<Record<"auth" | "app", string>>;
  /** Why a token was not taken, without any part of it. */
  readonly tokenProblems?: readonly string[];
}

/**
 * One call on its way: its deadline, and what it has cost so far. It is what the log tells of it.
 */
export class Call {
  readonly callable: string;
  /** Milliseconds since 1970, by the clock of this instance. */
  readonly now: () => number;
  /**
   * The options of every request to Firestore on behalf of this call, the gateway's own requests
   * too.
   */
  readonly store: StoreCall & { readonly meter: { roundTrips: number } };
  caller: Caller | undefined;
  /** What the log tells of the request itself. */
  origin: CallOrigin | undefined;
  /** Why nothing may be read for this call, though memory may answer: the project has few reads left. */
  insteadOfReading: GatewayError | undefined;
  address = "";
  /** The id of the database that it names; undefined for the gateway's own. */
  database: string | undefined;
  /** The caller's quota is used up, or it is blocked, and this call is answered all the same. */
  isFree = false;
  /** What usage has been told of it already, while it goes on. */
  counted: CallSummary | undefined;
  /** It was given up before anything was done, and comes again: nobody is told of it. */
  isWithdrawn = false;
  /** What it did with each collection. */
  readonly uses = new CollectionUses();
  readonly #usage = { reads: 0, writes: 0, deletes: 0 };
  #cached = false;
  #chargedReads = 0;
  #owedWrites = 0;
  #owedReads = 0;
  #calls = 1;
  readonly #faults: Fault[] = [];
  readonly #deadline: Deadline;
  readonly #startedMs = performance.now();
  /** When its caller was answered, where it goes on after that. */
  #answeredMs: number | undefined;
  #receivedAtMs: number;
  readonly #begun: { readonly step: Step; readonly atMs: number }[] = [];

  /** @param deadlineMs undefined where the request is still to be {@link received} */
  constructor(callable: string, deadlineMs: number | undefined, now: () => number) {
    this.callable = callable;
    this.now = now;
    this.#receivedAtMs = now();
    this.#deadline = new Deadline(deadlineMs);
    this.store = { signal: this.#deadline.signal, meter: { roundTrips: 0 } };
  }

  /** When all of the request was there: RFC 3339, UTC, with microseconds. */
  get startedAt(): string {
    return padTimestamp(new Date(this.#receivedAtMs).toISOString());
  }

  /** Starts the deadline: the whole request has been received. */
  received(deadlineMs: number): void {
    this.#receivedAtMs = this.now();
    this.#deadline.restart(deadlineMs);
  }

  /** Takes over the deadline of another call, of which it is a part. */
  shareDeadline({ store: { signal } }: Call): void {
    signal?.addEventListener("abort", () => this.cutShort(signal.reason as Error));
  }

  /** Ends all waiting, as the deadline would. */
  cutShort(reason: Error): void {
    this.#deadline.cutShort(reason);
  }

  /** Its answer has begun, and goes on, as a stream does: its caller waits no longer. */
  answered(): void {
    this.#answeredMs ??= performance.now();
  }

  /** Ends the deadline's timer: the call is over. */
  end(): void {
    this.#deadline.callOff();
  }

  /** The options of reads that memory may answer. */
  get reading(): ReadCall {
    return { ...this.store, insteadOfReading: this.insteadOfReading };
  }

  /** Billed operations of the caller's own documents, so far. */
  get usage(): Usage {
    const isCached = this.#cached && this.#usage.reads === 0;
    return { ...this.#usage, ...(isCached && { cached: true as const }) };
  }

  /** @param usage `cached` where memory had what would have been read */
  spend(usage: Partial<Omit<Usage, "cached">> & { readonly cached?: boolean }): void {
    this.#usage.reads += usage.reads ?? 0;
    this.#usage.writes += usage.writes ?? 0;
    this.#usage.deletes += usage.deletes ?? 0;
    this.#cached ||= usage.cached === true;
  }

  /** Counts reads that are charged as they come: they are no part of the cost that is settled. */
  spendCharged(reads: number): void {
    this.#usage.reads += reads;
    this.#chargedReads += reads;
  }

  /**
   * Writes that count against the quota though Firestore bills nothing for them, or perhaps
   * nothing: verifies, and writes of unknown outcome.
   */
  owe(writes: number): void {
    this.#owedWrites += writes;
  }

  /** Charges these reads, since a read that got no answer may have been billed. */
  oweReads(reads: number): void {
    this.#owedReads = reads;
  }

  /** Sets as how many calls this one is charged: a batch of independent writes may count as many. */
  countAs(calls: number): void {
    this.#calls = calls;
  }

  /** The cost that the quota is settled with. */
  get cost(): Cost {
    const { writes, deletes } = this.#usage;
    const reads = Math.max(this.#usage.reads - this.#chargedReads, this.#owedReads);
    return { calls: this.#calls, reads, writes: writes + deletes + this.#owedWrites, deletes };
  }

  /** What was thrown, as an error for the caller; the log will have its cause. */
  fault(thrown: unknown): GatewayError {
    const fault = toFault(thrown);
    this.#faults.push(fault);
    return fault.error;
  }

  /** All faults of the call, even of one that was answered all the same. */
  get faults(): readonly Fault[] {
    return this.#faults;
  }

  /** Starts to time this step, which ends the one before. */
  begin(step: Step): void {
    this.#begun.push({ step, atMs: performance.now() });
  }

  /** How long its caller waited, in all and for each step that it began, in milliseconds. */
  get durations(): CallDurations {
    const nowMs = performance.now();
    const answeredMs = this.#answeredMs ?? nowMs;
    const stepsMs: Partial<Record<Step, number>> = {};
    for (const [index, { step, atMs }] of this.#begun.entries()) {
      const untilMs = this.#begun[index + 1]?.atMs ?? nowMs;
      const waitedMs = atMs < answeredMs ? Math.min(untilMs, answeredMs) - atMs : untilMs - atMs;
      stepsMs[step] = round(waitedMs);
    }
    const lasted = this.#answeredMs !== undefined && { lastedMs: round(nowMs - this.#startedMs) };
    return { totalMs: round(answeredMs - this.#startedMs), stepsMs, ...lasted };
  }
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
