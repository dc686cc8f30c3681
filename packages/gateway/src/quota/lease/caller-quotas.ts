import { LRUCache } from "lru-cache";
import { CallerQuota } from "./caller-quota.ts";
import type { LeaseHolderOptions } from "./lease-holder.ts";
import type { Limit } from "../limit.ts";

/** Idle leases are looked for once in this time, in milliseconds, on the path of calls, as an instance may have no CPU between them. */
const SWEEP_MS = 1_000;

/** The quotas of all callers on one instance. */
export class CallerQuotas {
  readonly #options: LeaseHolderOptions;
  readonly #quotas: LRUCache<string, CallerQuota>;
  /** The number of callers so far. */
  #count = 0;
  #sweptMs = -Infinity;

  /** @param maxCallers - The most callers that are kept. Those longest unseen are forgotten first; their leases end by themselves. */
  constructor(options: LeaseHolderOptions, maxCallers: number) {
    this.#options = options;
    this.#quotas = new LRUCache({ max: maxCallers });
  }

  /** A caller's quota. @param identity - Callers of one identity share it. @param account - Called where it is not there yet. */
  quotaOf(
    identity: string,
    account: () => { readonly key: string; readonly limits: readonly Limit[] },
  ): CallerQuota {
    this.#sweep();
    const known = this.#quotas.get(identity);
    if (known !== undefined) return known;
    const { key, limits } = account();
    // Leases are told apart by their holders: one that was forgotten and comes again is another.
    const instance = `${this.#options.instance}.${String((this.#count += 1))}`;
    const quota = new CallerQuota(key, limits, { ...this.#options, instance });
    this.#quotas.set(identity, quota);
    return quota;
  }

  /** Gives all leases back. */
  async close(): Promise<void> {
    await Promise.all([...this.#quotas.values()].map((quota) => quota.giveBack()));
  }

  #sweep(): void {
    const nowMs = this.#options.clock.monotonic();
    if (nowMs < this.#sweptMs + SWEEP_MS) return;
    this.#sweptMs = nowMs;
    for (const quota of this.#quotas.values()) if (quota.isIdle(nowMs)) void quota.giveBack();
  }
}
