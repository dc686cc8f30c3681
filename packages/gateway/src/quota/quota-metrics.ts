import type { CostClass } from "./cost.ts";

/** What the quotas of one instance did in some time. */
export interface QuotaMetrics {
  /** How long, in milliseconds. */
  readonly spanMs: number;
  /** Charges. */
  readonly admitted: number;
  readonly refused: number;
  /** Tokens taken out of accounts in advance. */
  readonly leased: Readonly<Record<CostClass, number>>;
  /** Of them, given back. */
  readonly returned: Readonly<Record<CostClass, number>>;
  /** Of them, lost with leases that ended before they were used or given back. */
  readonly stranded: Readonly<Record<CostClass, number>>;
  /** Firestore operations. */
  readonly storeReads: number;
  readonly storeWrites: number;
}

/** Metrics are told so often, in milliseconds, on the path of calls. */
const SPAN_MS = 60_000;

/** Counts what quotas do, and tells it by the minute. */
export class QuotaMeter {
  readonly #tell: (metrics: QuotaMetrics) => void;
  #fromMs: number | undefined;
  #counts = none();

  constructor(tell: (metrics: QuotaMetrics) => void) {
    this.#tell = tell;
  }

  count(what: "admitted" | "refused"): void {
    this.#counts[what] += 1;
  }

  countTokens(what: "leased" | "returned" | "stranded", of: CostClass, tokens: number): void {
    this.#counts[what][of] += tokens;
  }

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

  /** Lets time pass: tells a minute that is over. */
  pass(nowMs: number): void {
    this.#fromMs ??= nowMs;
    if (nowMs >= this.#fromMs + SPAN_MS) this.flush(nowMs);
  }

  /** Tells what there is to tell. */
  flush(nowMs: number): void {
    const { admitted, refused, storeReads, storeWrites } = this.#counts;
    if (admitted + refused + storeReads + storeWrites > 0) {
      this.#tell({ spanMs: Math.round(nowMs - (this.#fromMs ?? nowMs)), ...this.#counts });
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
