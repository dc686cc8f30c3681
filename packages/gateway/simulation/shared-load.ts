import type { Caller } from "../src/caller/caller.ts";
import { fairShare } from "../src/quota/budget/fair-share.ts";
import type { Cost } from "../src/quota/cost.ts";
import type { TierDefinition } from "../src/quota/tier.ts";
import { Tiers } from "../src/quota/tiers.ts";
import { excess, type Admitted } from "./admission-log.ts";
import { seeded } from "./random.ts";
import { SimulatedDatabase } from "./simulated-database.ts";
import { SimulatedInstance } from "./simulated-instance.ts";
import { VirtualTime } from "./virtual-time.ts";

/** The evenly paced calls of one instance. */
export interface Load {
  /** Calls per second. */
  readonly perSecond: number;
  /** When it joins, in milliseconds of virtual time. @default 0 */
  readonly fromMs?: number;
  /** When it ends, in milliseconds of virtual time. @default never */
  readonly untilMs?: number;
  /** Whether it ends in good order, or without notice. @default "leave" */
  readonly ends?: "leave" | "kill";
  /** The cost of each call. @default one call */
  readonly cost?: Cost;
}

export interface SharedLoadOptions {
  readonly tier: TierDefinition;
  readonly loads: readonly Load[];
  /** When calls begin to be counted, in milliseconds of virtual time. */
  readonly countedFromMs: number;
  /** When the run ends, in milliseconds of virtual time. */
  readonly untilMs: number;
  readonly seed: number;
}

/** The numbers of an instance's calls while they were counted. */
export interface Share {
  asked: number;
  admitted: number;
  refused: number;
  failed: number;
}

/** A refusal's wait, and when it was told, in milliseconds. */
export interface Told {
  readonly atMs: number;
  readonly retryAfterMs: number;
}

const ada: Caller = { kind: "user", uid: "ada", admin: false, roles: [], teams: [], app: null };
const ONE: Cost = { calls: 1, reads: 0, writes: 0 };
/** The time that a process has to end in good order, in milliseconds. */
const GRACE_MS = 3_000;
/** The longest that a call takes, in milliseconds. */
const LONGEST_MS = 6_000;

/** One caller on several instances, each asked at an even pace of its own. The same seed makes the same run. */
export class SharedLoad {
  readonly shares: readonly Share[];
  readonly time = new VirtualTime();
  /** The last refusal; undefined before there is one. */
  told: Told | undefined;
  /** The last answer where it is a refusal; undefined where it is none. */
  last: Told | undefined;
  /** The number of calls without an answer so far. */
  underWay = 0;
  readonly #options: SharedLoadOptions;
  readonly #tiers: Tiers;
  readonly #random: () => number;
  readonly #database: SimulatedDatabase;
  readonly #instances: SimulatedInstance[] = [];
  readonly #log: (Admitted & { readonly cost: Cost })[] = [];

  constructor(options: SharedLoadOptions) {
    const { tier, loads, seed } = options;
    this.#options = options;
    this.#random = seeded(seed);
    this.#tiers = new Tiers({ tiers: { anonymous: tier, user: tier, service: tier, admin: tier } });
    const network = {
      delayMs: () => 2 + this.#random() * 8,
      fate: () => "works" as const,
      patienceMs: 0,
    };
    this.#database = new SimulatedDatabase(this.time, network);
    this.shares = loads.map(() => ({ asked: 0, admitted: 0, refused: 0, failed: 0 }));
    for (const [index, load] of loads.entries()) this.#schedule(index, load);
  }

  run(): Promise<void> {
    return this.time.run(this.#options.untilMs);
  }

  /** Starts another process. */
  start(name: string): SimulatedInstance {
    return new SimulatedInstance({
      name,
      tiers: this.#tiers,
      time: this.time,
      database: this.#database,
      random: this.#random,
      clockRate: 1 + (this.#random() - 0.5) * 0.0006,
    });
  }

  instance(index: number): SimulatedInstance | undefined {
    return this.#instances[index];
  }

  /** The most that any limit admitted above capacity + rate × window, in any window. */
  get excess(): number {
    const excesses = this.#tiers.tierOf(ada).limits.map((limit) =>
      excess(
        this.#log.map((entry) => ({ ...entry, amount: entry.cost[limit.class] })),
        limit,
      ),
    );
    return Math.max(...excesses);
  }

  /** Does something now, and lets time pass until it is done. */
  async now<T>(happen: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.time.after(0, () => void happen().then(resolve, reject));
    await this.time.run(this.time.nowMs + LONGEST_MS);
    return promise;
  }

  /** Charges a call on an instance now. @returns The refusal's wait in milliseconds; undefined where it was admitted. */
  async call(instance: SimulatedInstance, cost: Cost = ONE): Promise<number | undefined> {
    const askedMs = this.time.nowMs;
    const outcome = await instance.quota.charge(ada, cost, {});
    if (!outcome.ok) return outcome.refusal.retryAfterMs;
    this.#log.push({ askedMs, answeredMs: this.time.nowMs, amount: 0, cost });
    void outcome.charge.settle(cost, {});
    return undefined;
  }

  #schedule(index: number, load: Load): void {
    const { perSecond, fromMs = 0, untilMs = this.#options.untilMs, cost = ONE } = load;
    const periodMs = 1_000 / perSecond;
    const firstMs = fromMs + this.#random() * periodMs;
    this.time.after(fromMs, () => (this.#instances[index] = this.start(`i${String(index)}`)));
    const next = (atMs: number): void => {
      if (atMs >= untilMs) return;
      this.time.after(atMs - this.time.nowMs, () => {
        void this.#count(index, cost);
        next(atMs + periodMs);
      });
    };
    next(firstMs);
    if (load.untilMs !== undefined) this.time.after(untilMs, () => this.#end(index, load));
  }

  #end(index: number, { ends = "leave" }: Load): void {
    const instance = this.#instances[index];
    if (ends === "leave") void instance?.quota.close();
    this.time.after(ends === "leave" ? GRACE_MS : 0, () => instance?.kill());
  }

  async #count(index: number, cost: Cost): Promise<void> {
    const instance = this.#instances[index];
    const share = this.shares[index];
    if (instance === undefined || share === undefined) return;
    const isCounted = this.#isCounted(this.time.nowMs);
    if (isCounted) share.asked += 1;
    const count = (what: "admitted" | "refused" | "failed") => {
      if (isCounted) share[what] += 1;
    };
    this.underWay += 1;
    this.last = undefined;
    try {
      const retryAfterMs = await this.call(instance, cost);
      if (retryAfterMs === undefined) return count("admitted");
      this.last = this.told = { atMs: this.time.nowMs, retryAfterMs };
      count("refused");
    } catch {
      count("failed");
    } finally {
      this.underWay -= 1;
    }
  }

  #isCounted(nowMs: number): boolean {
    return nowMs >= this.#options.countedFromMs;
  }
}

/** The max-min fair shares of a pool for several demands. */
export function fairShares(pool: number, demands: readonly number[]): readonly number[] {
  return demands.map((demand, index) => {
    const others = demands.toSpliced(index, 1).map((other) => ({ weight: 1, demand: other }));
    return Math.min(demand, fairShare(pool, 1, others));
  });
}
