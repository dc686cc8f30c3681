import type { Caller } from "../src/caller/caller.ts";
import { limitsIn, partsOf, sumOf, type Account } from "../src/quota/lease/account.ts";
import type { Cost } from "../src/quota/cost.ts";
import { per, type Limit, type Unit } from "../src/quota/limit.ts";
import type { QuotaStore } from "../src/quota/store/quota-store.ts";
import type { TierDefinition } from "../src/quota/tier.ts";
import { Tiers } from "../src/quota/tiers.ts";
import { excess, type Admitted } from "./admission-log.ts";
import { seeded } from "./random.ts";
import { SimulatedDatabase, type Network } from "./simulated-database.ts";
import { SimulatedInstance } from "./simulated-instance.ts";
import { VirtualTime } from "./virtual-time.ts";

/** What came of an ordeal. */
export interface Verdict {
  /** The most that any limit admitted above capacity + rate × window, in any window. */
  readonly excess: number;
  /** The most by which an account's tokens and what was leased of them exceeded a capacity, after any write. */
  readonly overdrawn: number;
  /** The most by which the refill leased of an account exceeded its own, after any write: tokens a minute. */
  readonly overleased: number;
  /** Of the capacities, how much wasn't there again long after the last call. */
  readonly missing: number;
  readonly admitted: number;
  readonly refused: number;
  readonly failed: number;
}

export type Corrupt = (store: QuotaStore<Account>, limits: readonly Limit[]) => QuotaStore<Account>;

const ada: Caller = { kind: "user", uid: "ada", admin: false, roles: [], teams: [], app: null };
const SPAN_MS = 25_000;

/**
 * One caller's quota on 1 to 8 instances while everything goes wrong that can: calls in bursts,
 * estimates that were too high, requests and answers that are slow, lost or late, processes that
 * are killed, stopped past their leases, continued, or end in good order, and clocks that don't
 * run alike. The same seed makes the same ordeal.
 */
export async function undergo(seed: number, corrupt?: Corrupt): Promise<Verdict> {
  const ordeal = new Ordeal(seed, corrupt);
  await ordeal.run();
  return ordeal.verdict();
}

class Ordeal {
  readonly #random: () => number;
  readonly #time = new VirtualTime();
  readonly #database: SimulatedDatabase;
  readonly #tiers: Tiers;
  readonly #limits: readonly Limit[];
  readonly #corrupt: Corrupt | undefined;
  readonly #instances: SimulatedInstance[] = [];
  readonly #logs = new Map<Limit, Admitted[]>();
  readonly #counts = { admitted: 0, refused: 0, failed: 0 };
  /** How likely a request fares badly: none do, once all is over. */
  #trouble: number;
  /** From when on there are so many shards, and in turn two, each for so long. */
  readonly #crowdedMs: number;
  readonly #shards: number;
  readonly #turnMs: number;
  #started = 0;
  #overdrawn = 0;
  #overleased = 0;
  #missing = 0;

  constructor(seed: number, corrupt: Corrupt | undefined) {
    this.#random = seeded(seed);
    this.#corrupt = corrupt;
    this.#trouble = this.#pick([0, 0, 0.03, 0.15]);
    this.#crowdedMs = this.#random() < 0.5 ? Infinity : this.#random() * SPAN_MS;
    this.#shards = this.#pick([2, 3, 8]);
    this.#turnMs = this.#pick([500, SPAN_MS / 3]);
    const wrote = (path: string) => this.#audit(path);
    this.#database = new SimulatedDatabase(this.#time, this.#network(), { wrote });
    const tier = this.#tier();
    this.#tiers = new Tiers({ tiers: { anonymous: tier, user: tier, service: tier, admin: tier } });
    this.#limits = this.#tiers.of(ada).limits;
    for (const limit of this.#limits) this.#logs.set(limit, []);
    const count = 1 + this.#below(8);
    for (let index = 0; index < count; index += 1) this.#start(index);
  }

  async run(): Promise<void> {
    this.#scheduleCalls();
    this.#scheduleMishaps();
    await this.#time.run(SPAN_MS);
    await this.#waitUntilAllIsFull();
  }

  verdict(): Verdict {
    const of = [...this.#logs].map(([limit, log]) => excess(log, limit));
    return {
      ...this.#counts,
      excess: Math.max(...of),
      overdrawn: this.#overdrawn,
      overleased: this.#overleased,
      missing: this.#missing,
    };
  }

  #tier(): TierDefinition {
    const window = () => {
      const unit = this.#pick<Unit>(["second", "second", "minute", "hour"]);
      const capacity = this.#pick([1, 5, 10, 10, 50, 300]);
      return per(unit, Math.max(1, Math.round(capacity * this.#pick([0.2, 1]))), {
        burst: capacity,
      });
    };
    const second = per("day", this.#pick([20, 200]));
    return {
      calls: this.#random() < 0.3 ? [window(), second] : [window()],
      reads: [per(this.#pick<Unit>(["second", "minute"]), this.#pick([10, 60, 600]))],
      writes: [per("minute", 1)],
    };
  }

  #network(): Network {
    const slowest = this.#pick([5, 40, 400]);
    const bad = ["request lost", "answer lost", "late"] as const;
    return {
      delayMs: () => 1 + this.#random() * slowest,
      fate: () => (this.#random() < this.#trouble ? this.#pick(bad) : "works"),
      patienceMs: 700,
    };
  }

  #start(index: number): void {
    this.#instances[index] = new SimulatedInstance({
      name: `i${String((this.#started += 1))}`,
      tiers: this.#tiers,
      time: this.#time,
      database: this.#database,
      random: this.#random,
      clockRate: 1 + (this.#random() - 0.5) * 0.0006,
      around: (store) => this.#around(store),
    });
  }

  /** Puts between the quota and its records what is to go wrong, and as many shards as a crowd would have made. */
  #around(store: QuotaStore<Account>): QuotaStore<Account> {
    const corrupted = this.#corrupt?.(store, this.#limits) ?? store;
    const crowded = (account: Account | undefined) => account && this.#crowded(account);
    return {
      update: async (keys, decide, call) => {
        const { result, snapshots } = await corrupted.update(
          keys,
          (accounts, moment) => decide(accounts.map(crowded), moment),
          call,
        );
        const seen = snapshots.map((snapshot) => ({ ...snapshot, state: crowded(snapshot.state) }));
        return { result, snapshots: seen };
      },
    };
  }

  #crowded(account: Account): Account {
    if (account.shard !== null) return account;
    const since = this.#time.nowMs - this.#crowdedMs;
    const isMany = Math.floor(since / this.#turnMs) % 2 === 0;
    return { ...account, shards: since < 0 ? 1 : isMany ? this.#shards : 2 };
  }

  /** Some at any time, some in bursts, more on some instances than on others. */
  #scheduleCalls(): void {
    const calls = 10 + this.#below(70);
    const burstAtMs = this.#random() * SPAN_MS;
    const favourite = this.#below(this.#instances.length);
    const readers = this.#random() < 0.5;
    for (let call = 0; call < calls; call += 1) {
      const atMs =
        this.#random() < 0.5
          ? this.#random() * SPAN_MS
          : Math.min(SPAN_MS, burstAtMs + this.#random() * this.#pick([30, 3_000]));
      const index = this.#random() < 0.4 ? favourite : this.#below(this.#instances.length);
      const reads = readers ? this.#below(this.#pick([2, 10])) : 0;
      this.#time.after(atMs, () => this.#call(index, { calls: 1, reads, writes: 0 }));
    }
  }

  #scheduleMishaps(): void {
    const often = this.#below(4);
    for (let mishap = 0; mishap < often; mishap += 1) {
      const atMs = this.#random() * SPAN_MS;
      const index = this.#below(this.#instances.length);
      this.#time.after(atMs, () => this.#mishap(index));
    }
  }

  #mishap(index: number): void {
    const instance = this.#instances[index];
    if (instance === undefined) return;
    const kind = this.#pick(["kill", "stop", "end"]);
    if (kind === "stop") {
      instance.stop();
      this.#time.after(this.#random() * 15_000, () => instance.continue());
      return;
    }
    if (kind === "end") void instance.quota.close();
    this.#time.after(kind === "end" ? 3_000 : 0, () => {
      instance.kill();
      this.#start(index);
    });
  }

  #call(index: number, cost: Cost): void {
    const instance = this.#instances[index];
    instance?.receive(() => void this.#charge(instance, cost));
  }

  async #charge(instance: SimulatedInstance, cost: Cost): Promise<void> {
    const askedMs = this.#time.nowMs;
    try {
      const outcome = await instance.quota.charge(ada, cost, {});
      if (!outcome.ok) {
        this.#counts.refused += 1;
        return;
      }
      const entries = this.#log(cost, askedMs);
      const actual = {
        ...cost,
        reads: Math.min(cost.reads, Math.max(1, this.#below(cost.reads + 1))),
      };
      this.#time.after(this.#random() * 1_000, () =>
        instance.receive(() => {
          for (const [limit, entry] of entries) entry.amount = actual[limit.class];
          void outcome.charge.settle(actual, {});
        }),
      );
    } catch {
      this.#counts.failed += 1;
    }
  }

  #log(cost: Cost, askedMs: number): readonly (readonly [Limit, Admitted])[] {
    this.#counts.admitted += 1;
    const answeredMs = this.#time.nowMs;
    return this.#limits.map((limit) => {
      const entry = { askedMs, answeredMs, amount: cost[limit.class] };
      this.#logs.get(limit)?.push(entry);
      return [limit, entry] as const;
    });
  }

  /** What a record holds and has leased must fit into its limits, after every write. */
  #audit(path: string): void {
    const document = this.#database.peek(path);
    if (document === undefined) return;
    const { state } = document.data as unknown as { readonly state: Account };
    for (const { name, capacity, refillPerMinute } of limitsIn(state, this.#limits)) {
      const tokens = Math.max(0, state.buckets[name]?.tokens ?? 0);
      const leased = sumOf(partsOf(state, name, this.#database.nowMs));
      this.#overdrawn = Math.max(this.#overdrawn, tokens + leased.capacity - capacity);
      this.#overleased = Math.max(this.#overleased, leased.refillPerMinute - refillPerMinute);
    }
  }

  /** Nothing that crashed or was lost keeps tokens for good. */
  async #waitUntilAllIsFull(): Promise<void> {
    this.#trouble = 0;
    const longestMs = Math.max(
      ...this.#limits.map(({ capacity, refillPerMinute }) => (capacity / refillPerMinute) * 60_000),
    );
    await this.#time.run(this.#time.nowMs + 120_000 + longestMs);
    this.#start(0);
    const described = this.#instances[0]?.quota.describe(ada, {});
    await this.#time.run(this.#time.nowMs + 10_000);
    for (const { remaining, capacity } of (await described)?.limits ?? []) {
      this.#missing = Math.max(this.#missing, capacity - remaining);
    }
  }

  #pick<T>(choices: readonly T[]): T {
    return choices[this.#below(choices.length)] as T;
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }
}
