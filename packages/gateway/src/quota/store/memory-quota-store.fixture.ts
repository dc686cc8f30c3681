import { answeredAt, type Moment } from "../moment.ts";
import type { JointDecision, QuotaRecord, QuotaStore, Updated } from "./quota-store.ts";

/** Records in memory: what one process can see of the real store. */
export class MemoryQuotaStore<State extends QuotaRecord> implements QuotaStore<State> {
  readonly #records = new Map<string, State>();
  readonly #now: () => number;
  readonly #monotonic: () => number;
  #latestMs = 0;

  /**
   * @param now - The store's clock: milliseconds since 1970; where it goes back, it stands still.
   * @param monotonic - The process's.
   */
  constructor(now: () => number, monotonic: () => number) {
    this.#now = now;
    this.#monotonic = monotonic;
  }

  async update<Result>(
    keys: readonly string[],
    decide: (
      states: readonly (State | undefined)[],
      moment: Moment,
    ) => JointDecision<State, Result>,
  ): Promise<Updated<State, Result>> {
    const moment = this.#tick();
    // What is stored must not follow what somebody does later to the objects it came from.
    const states = keys.map((key) => structuredClone(this.#records.get(key)));
    const { result, writes } = decide(states, moment);
    for (const [index, key] of keys.entries()) {
      const write = writes[index];
      if (write !== undefined) this.#records.set(key, structuredClone(write));
    }
    const snapshots = keys.map((key) => {
      return { state: this.#records.get(key), moment, version: undefined };
    });
    return Promise.resolve({ result, snapshots });
  }

  #tick(): Moment {
    this.#latestMs = Math.max(this.#latestMs, this.#now());
    const atMs = this.#monotonic();
    return answeredAt(this.#latestMs, atMs, atMs);
  }
}
