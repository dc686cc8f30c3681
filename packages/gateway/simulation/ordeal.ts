import type { Caller } from "../src/caller/caller.ts";
import { limitsIn, partsOf, sumOf, type Account } from "../src/quota/lease/account.ts";
import type { Cost } from "../src/quota/cost.ts";
import { per, type Limit, type Unit } from "../src/quota/limit.ts";
import type { QuotaStore } from "../src/quota/store/quota-store.ts";
import type { TierDefinition } from "../src/quota/tier.ts";
import { Tiers } from "../src/quota/tiers.ts";
import { excess, type Admitted } from "./admission-log.ts";
import { Chance } from "./chance.ts";
import { SimulatedDatabase, type Network } from "./simulated-database.ts";
import { SimulatedInstance } from "./simulated-instance.ts";
import { VirtualTime } from "./virtual-time.ts";

/** The result of an ordeal. */
export interface Verdict {
  /** The most that any limit admitted above capacity + rate × window, in any window. */
  readonly excess: number;
  /** The most by which an account's tokens together with the leased capacity exceeded a capacity, after any write. */
  readonly overdrawn: number;
  /** The most by which the leased refill of an account exceeded its own, after any write: tokens per minute. */
  readonly overleased: number;
  /** The most tokens of a capacity that were still missing long after the last call. */
  readonly missing: number;
  readonly admitted: number;
  readonly refused: number;
  readonly failed: number;
}

/** Puts a wrong design between an instance and its records. */
export type Corrupt = (store: QuotaStore<Account>, limits: readonly Limit[]) => QuotaStore<Account>;

const ada: Caller = { kind: "user", uid: "ada", admin: false, roles: [], teams: [], app: null };
const SPAN_MS = 25_000;

/**
 * Runs one caller's quota on 1 to 8 instances with faults at random: calls in bursts, estimates
 * that were too high, requests and answers that are slow, lost or late, processes that are killed,
 * stopped past their leases, continued, or end in good order, and clocks of different rates. The
 * same seed makes the same ordeal.
 */
export async function undergo(seed: number, corrupt?: Corrupt): Promise<Verdict> {
  const ordeal = new Ordeal(seed, corrupt);
  await ordeal.run();
  return ordeal.verdict();
}

class Ordeal {
  readonly #chance: Chance;
  readonly #time = new VirtualTime();
  readonly #database: SimulatedDatabase;
  readonly #tiers: Tiers;
  readonly #limits: readonly Limit[];
  readonly #corrupt: Corrupt | undefined;
  readonly #instances: SimulatedInstance[] = [];
  readonly #logs = new Map<Limit, Admitted[]>();
  readonly #counts = { admitted: 0, refused: 0, failed: 0 };
  /** The probability that a request fails; 0 once the calls are over. */
  #trouble: number;
  /** When the account begins to have shards, in milliseconds of virtual time. */
  readonly #shardedMs: number;
  /** The number of shards, in turn with two. */
  readonly #shards: number;
  /** The time after which the number of shards changes, in milliseconds. */
  readonly #turnMs: number;
  #started = 0;
  #overdrawn = 0;
  #overleased = 0;
  #missing = 0;

  constructor(seed: number, corrupt: Corrupt | undefined) {
    this.#chance = new Chance(seed);
    this.#corrupt = corrupt;
    this.#trouble = this.#chance.pick([0, 0, 0.03, 0.15]);
    this.#shardedMs = this.#chance.random() < 0.5 ? Infinity : this.#chance.random() * SPAN_MS;
    this.#shards = this.#chance.pick([2, 3, 8]);
    this.#turnMs = this.#chance.pick([500, SPAN_MS / 3]);
    const wrote = (path: string) => this.#audit(path);
    this.#database = new SimulatedDatabase(this.#time, this.#network(), { wrote });
    const tier = this.#tier();
    this.#tiers = new Tiers({ tiers: { anonymous: tier, user: tier, service: tier, admin: tier } });
    this.#limits = this.#tiers.tierOf(ada).limits;
    for (const limit of this.#limits) this.#logs.set(limit, []);
    const count = 1 + this.#chance.below(8);
    for (let index = 0; index < count; index += 1) this.#start(index);
  }

  async run(): Promise<void> {
    this.#scheduleCalls();
    this.#scheduleMishaps();
    await this.#time.run(SPAN_MS);
    await this.#waitUntilAllIsFull();
  }

  verdict(): Verdict {
    const excesses = [...this.#logs].map(([limit, log]) => excess(log, limit));
    return {
      ...this.#counts,
      excess: Math.max(...excesses),
      overdrawn: this.#overdrawn,
      overleased: this.#overleased,
      missing: this.#missing,
    };
  }

  #tier(): TierDefinition {
    const window = () => {
      const unit = this.#chance.pick<Unit>(["second", "second", "minute", "hour"]);
      const capacity = this.#chance.pick([1, 5, 10, 10, 50, 300]);
      return per(unit, Math.max(1, Math.round(capacity * this.#chance.pick([0.2, 1]))), {
        burst: capacity,
      });
    };
    const second = per("day", this.#chance.pick([20, 200]));
    return {
      calls: this.#chance.random() < 0.3 ? [window(), second] : [window()],
      reads: [per(this.#chance.pick<Unit>(["second", "minute"]), this.#chance.pick([10, 60, 600]))],
      writes: [per("minute", 1)],
    };
  }

  #network(): Network {
    const slowest = this.#chance.pick([5, 40, 400]);
    const bad = ["request lost", "answer lost", "late"] as const;
    return {
      delayMs: () => 1 + this.#chance.random() * slowest,
      fate: () => (this.#chance.random() < this.#trouble ? this.#chance.pick(bad) : "works"),
      patienceMs: 700,
    };
  }

  #start(index: number): void {
    this.#instances[index] = new SimulatedInstance({
      name: `i${String((this.#started += 1))}`,
      tiers: this.#tiers,
      time: this.#time,
      database: this.#database,
      random: this.#chance.random,
      clockRate: 1 + (this.#chance.random() - 0.5) * 0.0006,
      around: (store) => this.#around(store),
    });
  }

  /** Puts a wrong design between the quota and its records, and as many shards as a large fleet would have made. */
  #around(store: QuotaStore<Account>): QuotaStore<Account> {
    const corrupted = this.#corrupt?.(store, this.#limits) ?? store;
    const sharded = (account: Account | undefined) => account && this.#sharded(account);
    return {
      update: async (keys, decide, call) => {
        const { result, snapshots } = await corrupted.update(
          keys,
          (accounts, moment) => decide(accounts.map(sharded), moment),
          call,
        );
        const seen = snapshots.map((snapshot) => ({ ...snapshot, state: sharded(snapshot.state) }));
        return { result, snapshots: seen };
      },
    };
  }

  #sharded(account: Account): Account {
    if (account.shard !== null) return account;
    const since = this.#time.nowMs - this.#shardedMs;
    const isMany = Math.floor(since / this.#turnMs) % 2 === 0;
    return { ...account, shards: since < 0 ? 1 : isMany ? this.#shards : 2 };
  }

  /** Schedules calls at random and in bursts, with more on one instance than on others. */
  #scheduleCalls(): void {
    const calls = 10 + this.#chance.below(70);
    const burstAtMs = this.#chance.random() * SPAN_MS;
    const favourite = this.#chance.below(this.#instances.length);
    const readers = this.#chance.random() < 0.5;
    for (let call = 0; call < calls; call += 1) {
      const atMs =
        this.#chance.random() < 0.5
          ? this.#chance.random() * SPAN_MS
          : Math.min(SPAN_MS, burstAtMs + this.#chance.random() * this.#chance.pick([30, 3_000]));
      const index =
        this.#chance.random() < 0.4 ? favourite : this.#chance.below(this.#instances.length);
      const reads = readers ? this.#chance.below(this.#chance.pick([2, 10])) : 0;
      this.#time.after(atMs, () => this.#call(index, { calls: 1, reads, writes: 0 }));
    }
  }

  #scheduleMishaps(): void {
    const often = this.#chance.below(4);
    for (let mishap = 0; mishap < often; mishap += 1) {
      const atMs = this.#chance.random() * SPAN_MS;
      const index = this.#chance.below(this.#instances.length);
      this.#time.after(atMs, () => this.#mishap(index));
    }
  }

  #mishap(index: number): void {
    const instance = this.#instances[index];
    if (instance === undefined) return;
    const kind = this.#chance.pick(["kill", "stop", "end"]);
    if (kind === "stop") {
      instance.stop();
      this.#time.after(this.#chance.random() * 15_000, () => instance.continue());
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
        reads: Math.min(cost.reads, Math.max(1, this.#chance.below(cost.reads + 1))),
      };
      this.#time.after(this.#chance.random() * 1_000, () =>
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

  /** Notes after a write by how much a record's tokens and leases exceed its limits. */
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

  /** Notes how many tokens are missing when all buckets must be full again. */
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
}
