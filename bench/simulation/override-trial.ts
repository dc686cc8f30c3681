import { StoreError } from "../../packages/gateway/src/documents/store.ts";
import type { QuotaOverrides } from "../../packages/gateway/src/quota/quota-overrides.ts";
import type { VirtualTime } from "../../packages/gateway/simulation/virtual-time.ts";
import type { CallerCalls } from "./caller-calls.ts";

/** A window that not one call fits into. */
const NOTHING = { calls: [{ per: "day", amount: 0.5 }] } as const;
const BY = { setAt: "2026-01-01T00:00:00.000Z", setBy: "user:operator" };

/** Operators block callers, and let them call again: how long until they notice. */
export class OverrideTrial {
  readonly #overrides: QuotaOverrides;
  readonly #time: VirtualTime;
  readonly #callers: readonly CallerCalls[];
  readonly #blockedMs = new Map<CallerCalls, number>();
  readonly #clearedMs = new Map<CallerCalls, number>();

  constructor(overrides: QuotaOverrides, time: VirtualTime, callers: readonly CallerCalls[]) {
    this.#overrides = overrides;
    this.#time = time;
    this.#callers = callers;
  }

  block(): void {
    for (const calls of this.#callers) {
      const { uid } = calls.caller;
      void again(() => this.#overrides.set({ uid }, NOTHING, BY)).then(() => {
        this.#blockedMs.set(calls, this.#time.nowMs);
      });
    }
  }

  clear(): void {
    for (const calls of this.#callers) {
      const { uid } = calls.caller;
      void again(() => this.#overrides.clear({ uid }, {})).then(() => {
        this.#clearedMs.set(calls, this.#time.nowMs);
      });
    }
  }

  /** Seconds from when an override was set until the last call that was admitted in spite of it; to be asked before clear(). */
  get secondsToBlock(): number {
    return this.#longest(this.#blockedMs, ({ admitted }) => admitted.at(-1)?.answeredMs);
  }

  /** Seconds from when it was cleared until the last call that was refused because of it. */
  get secondsToClear(): number {
    return this.#longest(this.#clearedMs, ({ toldBlockedMs }) => toldBlockedMs);
  }

  #longest(
    since: ReadonlyMap<CallerCalls, number>,
    lastMs: (calls: CallerCalls) => number | undefined,
  ): number {
    // One that could not be told is not in force.
    if (since.size < this.#callers.length) return Infinity;
    const longestMs = [...since].map(([calls, atMs]) => (lastMs(calls) ?? atMs) - atMs);
    return Math.max(0, ...longestMs) / 1_000;
  }
}

/** Until it succeeds, as an operator would. */
async function again<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof StoreError) return again(action);
    throw error;
  }
}
