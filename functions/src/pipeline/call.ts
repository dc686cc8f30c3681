import { performance } from "node:perf_hooks";
import type { Usage } from "../contract/api.ts";
import type { Caller } from "../contract/caller.ts";
import type { StoreCall } from "../documents/store.ts";

/** The steps of a call, in their order; each is timed. */
export type Step = "identify" | "authorize" | "charge" | "execute" | "settle";

/**
 * One call on its way: its deadline, and what it has cost so far. It is what the log tells of it.
 */
export class Call implements StoreCall {
  readonly callable: string;
  readonly signal: AbortSignal;
  /** Requests to Firestore, the gateway's own bookkeeping too. */
  readonly meter = { roundTrips: 0 };
  caller: Caller | undefined;
  readonly #usage = { reads: 0, writes: 0, deletes: 0 };
  readonly #startedAt = performance.now();
  readonly #stepsMs: Partial<Record<Step, number>> = {};

  constructor(callable: string, deadlineMs: number) {
    this.callable = callable;
    this.signal = AbortSignal.timeout(deadlineMs);
  }

  /** Billed operations of the caller's own documents, so far. */
  get usage(): Usage {
    return { ...this.#usage };
  }

  spend(usage: Partial<Usage>): void {
    this.#usage.reads += usage.reads ?? 0;
    this.#usage.writes += usage.writes ?? 0;
    this.#usage.deletes += usage.deletes ?? 0;
  }

  async time<T>(step: Step, work: () => T | Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      this.#stepsMs[step] = round(performance.now() - startedAt);
    }
  }

  /** Milliseconds: of the whole call, and of each step that it came to. */
  get durations(): { readonly totalMs: number; readonly stepsMs: Partial<Record<Step, number>> } {
    return { totalMs: round(performance.now() - this.#startedAt), stepsMs: this.#stepsMs };
  }
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
