import { answeredAt, type Moment } from "../moment.ts";
import type { Decision, QuotaRecord, QuotaStore, Snapshot } from "./quota-store.ts";

/** Records in memory, for tests and simulations: what one process can see of the real store. */
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
    key: string,
    decide: (state: State | undefined, moment: Moment) => Decision<State, Result>,
  ): Promise<{ result: Result; snapshot: Snapshot<State> }> {
    const moment = this.#tick();
    // What is stored must not follow what somebody does later to the objects it came from.
    const { result, write } = decide(structuredClone(this.#records.get(key)), moment);
    if (write !== undefined) this.#records.set(key, structuredClone(write));
    const snapshot = { state: this.#records.get(key), moment, version: undefined };
    return Promise.resolve({ result, snapshot });
  }

  #tick(): Moment {
    this.#latestMs = Math.max(this.#latestMs, this.#now());
    const atMs = this.#monotonic();
    return answeredAt(this.#latestMs, atMs, atMs);
  }
}
