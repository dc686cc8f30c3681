import type { CostClass } from "./cost.ts";

/** What the quotas of one instance did in a span of time. */
export interface QuotaMetrics {
  /** The span, in milliseconds. */
  readonly spanMs: number;
  /** Charges that were admitted. */
  readonly admitted: number;
  /** Charges that were refused. */
  readonly refused: number;
  /** Tokens that were leased. */
  readonly leased: Readonly<Record<CostClass, number>>;
  /** Leased tokens that were given back. */
  readonly returned: Readonly<Record<CostClass, number>>;
  /** Leased tokens that were lost, as their leases ended before they were used or given back. */
  readonly stranded: Readonly<Record<CostClass, number>>;
  /** Firestore reads of the quotas' own. */
  readonly storeReads: number;
  /** Firestore writes of the quotas' own. */
  readonly storeWrites: number;
}

/** Metrics are reported once in this time, in milliseconds, on the path of calls. */
const SPAN_MS = 60_000;

/** Counts what quotas do, and reports it every minute. */
export class QuotaMeter {
  readonly #report: (metrics: QuotaMetrics) => void;
  #fromMs: number | undefined;
  #counts = none();

  constructor(report: (metrics: QuotaMetrics) => void) {
    this.#report = report;
  }

  /** Counts a charge. */
  count(what: "admitted" | "refused"): void {
    this.#counts[what] += 1;
  }

  /** Counts tokens of a class. */
  countTokens(
    what: "leased" | "returned" | "stranded",
    costClass: CostClass,
    tokens: number,
  ): void {
    this.#counts[what][costClass] += tokens;
  }

  /** Counts Firestore operations. */
  countOperations({
    reads = 0,
    writes = 0,
  }: {
    readonly reads?: number;
    readonly writes?: number;
  }): void {
    this.#counts.storeReads += reads;
    this.#counts.storeWrites += writes;
  }

  /** Reports the minute that is over, if it is. @param nowMs - By the monotonic clock. */
  pass(nowMs: number): void {
    this.#fromMs ??= nowMs;
    if (nowMs >= this.#fromMs + SPAN_MS) this.flush(nowMs);
  }

  /** Reports what was counted, if anything was. @param nowMs - By the monotonic clock. */
  flush(nowMs: number): void {
    const { admitted, refused, storeReads, storeWrites } = this.#counts;
    if (admitted + refused + storeReads + storeWrites > 0) {
      this.#report({ spanMs: Math.round(nowMs - (this.#fromMs ?? nowMs)), ...this.#counts });
    }
    this.#fromMs = nowMs;
    this.#counts = none();
  }
}

function none() {
  return {
    admitted: 0,
    refused: 0,
    leased: { calls: 0, reads: 0, writes: 0 },
    returned: { calls: 0, reads: 0, writes: 0 },
    stranded: { calls: 0, reads: 0, writes: 0 },
    storeReads: 0,
    storeWrites: 0,
  };
}
