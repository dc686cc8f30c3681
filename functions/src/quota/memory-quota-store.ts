import type { Fields } from "../contract/value.ts";
import type { Decision, QuotaStore } from "./store.ts";

/** Records in memory, for tests and simulations: what one process can see of the real store. */
export class MemoryQuotaStore<State extends Fields> implements QuotaStore<State> {
  readonly #records = new Map<string, { readonly state: State; readonly expiresAtMs: number }>();
  readonly #now: () => number;
  #latestMs = 0;

  /** @param now - Milliseconds since 1970; where it goes back, the store's clock stands still. */
  constructor(now: () => number) {
    this.#now = now;
  }

  async update<Result>(
    key: string,
    decide: (state: State | undefined, nowMs: number) => Decision<State, Result>,
  ): Promise<Result> {
    // What is stored must not follow what somebody does later to the objects it came from.
    const { result, write } = decide(structuredClone(this.#records.get(key)?.state), this.#tick());
    if (write !== undefined) this.#records.set(key, structuredClone(write));
    return Promise.resolve(result);
  }

  #tick(): number {
    this.#latestMs = Math.max(this.#latestMs, Math.floor(this.#now()));
    return this.#latestMs;
  }
}
