import { LRUCache } from "lru-cache";
import { CallerLeases } from "./caller-leases.ts";
import type { LeaseHolderOptions } from "./lease-holder.ts";
import type { Limit } from "../limit.ts";

/** How often idle leases are looked for, in milliseconds, on the path of calls: between them, an instance may have no CPU. */
const SWEEP_MS = 1_000;

/** All callers' leases on one instance. */
export class LeaseHolders {
  readonly #options: LeaseHolderOptions;
  readonly #holders: LRUCache<string, CallerLeases>;
  /** Holders so far. */
  #count = 0;
  #sweptMs = -Infinity;

  /** @param maxCallers - Those longest unseen are forgotten first; their leases end by themselves. */
  constructor(options: LeaseHolderOptions, maxCallers: number) {
    this.#options = options;
    this.#holders = new LRUCache({ max: maxCallers });
  }

  /** @param identity - Who shares a lease. @param account - Where it is from, if there is none yet. */
  of(
    identity: string,
    account: () => { readonly key: string; readonly limits: readonly Limit[] },
  ): CallerLeases {
    this.#sweep();
    const known = this.#holders.get(identity);
    if (known !== undefined) return known;
    const { key, limits } = account();
    // Leases are known by their holder, and one that was forgotten is another.
    const instance = `${this.#options.instance}.${String((this.#count += 1))}`;
    const holder = new CallerLeases(key, limits, { ...this.#options, instance });
    this.#holders.set(identity, holder);
    return holder;
  }

  /** Gives all leases back. */
  async close(): Promise<void> {
    await Promise.all([...this.#holders.values()].map((holder) => holder.giveBack()));
  }

  #sweep(): void {
    const nowMs = this.#options.clock.monotonic();
    if (nowMs < this.#sweptMs + SWEEP_MS) return;
    this.#sweptMs = nowMs;
    for (const holder of this.#holders.values()) if (holder.isIdle(nowMs)) void holder.giveBack();
  }
}
