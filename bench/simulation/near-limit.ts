import { excess, type Admitted } from "../../packages/gateway/simulation/admission-log.ts";
import { seeded } from "../../packages/gateway/simulation/random.ts";
import { SimulatedDatabase } from "../../packages/gateway/simulation/simulated-database.ts";
import { SimulatedInstance } from "../../packages/gateway/simulation/simulated-instance.ts";
import { VirtualTime } from "../../packages/gateway/simulation/virtual-time.ts";
import { perMinute, perSecond, type Window } from "../../packages/gateway/src/quota/limit.ts";
import { Tiers } from "../../packages/gateway/src/quota/tiers.ts";
import { callsOf } from "./caller-calls.ts";
import { fairness } from "./fairness.ts";
import { ExactBucket } from "./one-bucket.ts";
import { StoreLoad } from "./store-load.ts";

/** A caller whose calls come near its quota, or above. */
export interface NearLimit {
  readonly instances: number;
  /** Tokens a second. */
  readonly quotaPerSecond: number;
  /** The capacity, as the refill of so many seconds. */
  readonly burstSeconds: number;
  /** The calls that come, as a multiple of the quota. */
  readonly factor: number;
}

/** What a caller near its quota gets. */
export interface NearLimitFigures {
  /** What is admitted, of what one exact bucket would admit of the same calls. */
  readonly ofExact: number;
  /** Jain's index of what the instances admit. */
  readonly fairness: number;
  /** Updates a second of the account or shard that has most of them. */
  readonly updatesPerSecond: number;
  /** The same in the first 10 s, as all instances start in the same moment. */
  readonly updatesPerSecondAtStart: number;
  /** Reads a second of all documents. */
  readonly readsPerSecond: number;
  readonly failed: number;
  /** The longest that all but a hundredth of the calls wait for their charge, in milliseconds. */
  readonly p99Ms: number;
  /** Calls that were refused though they had waited as they were told, and how many had waited. */
  readonly refusedAfterWait: number;
  readonly waited: number;
  /** The seconds until an instance that joins has had 80 % of an equal share over 5 s; Infinity if never. */
  readonly joinSeconds: number;
  /** Of an exact bucket in the 20 s after a fifth of the instances, but one at least, has ended, half of them without notice. */
  readonly ofExactAfterLeaves: number;
  /** The most admitted above the limit, in any window. */
  readonly excess: number;
}

const ONE_CALL = { calls: 1, reads: 0, writes: 0 };
const AMPLE = perMinute(1e9);
/** As in the simulation of a project, each way in milliseconds. */
const SHORTEST_WAY_MS = 3;
const MEAN_MORE_MS = 4;
const CLOCK_SPREAD = 0.0006;
/** Virtual times in milliseconds. */
const STARTED_MS = 10_000;
const SETTLED_MS = 30_000;
const MEASURED_MS = 120_000;
const JOINED_MS = 20_000;
const LEFT_MS = 20_000;
const TRIALS = 4;

/** Lets one caller call in virtual time. Calls come independently of each other, to any instance. */
export function simulateNearLimit(load: NearLimit, seed: number): Promise<NearLimitFigures> {
  return new NearLimitRun(load, seed).run();
}

interface Tally {
  readonly instance: SimulatedInstance;
  admitted: number;
  readonly admittedMs: number[];
}

class NearLimitRun {
  readonly #load: NearLimit;
  readonly #limit: Window;
  readonly #random: () => number;
  readonly #time = new VirtualTime();
  readonly #store = new StoreLoad(this.#time);
  readonly #database: SimulatedDatabase;
  readonly #tiers: Tiers;
  readonly #running: Tally[] = [];
  readonly #log: Admitted[] = [];
  readonly #latenciesMs: number[] = [];
  readonly #exact: ExactBucket;
  readonly #caller = callsOf(0);
  #isCalling = true;
  #admitted = 0;
  #failed = 0;
  #started = 0;
  #toldMs: number | undefined;

  constructor(load: NearLimit, seed: number) {
    const { quotaPerSecond, burstSeconds, instances } = load;
    this.#load = load;
    this.#random = seeded(seed);
    this.#limit = perSecond(quotaPerSecond, { burst: quotaPerSecond * burstSeconds });
    this.#exact = new ExactBucket(this.#limit);
    const tier = { calls: [this.#limit], reads: [AMPLE], writes: [AMPLE] } as const;
    this.#tiers = new Tiers({ tiers: { anonymous: tier, user: tier, service: tier, admin: tier } });
    const network = {
      delayMs: () => SHORTEST_WAY_MS - MEAN_MORE_MS * Math.log(1 - this.#random()),
      fate: () => "works" as const,
      patienceMs: 0,
    };
    this.#database = new SimulatedDatabase(this.#time, network, this.#store);
    for (let index = 0; index < instances; index += 1) this.#start();
    this.#next();
  }

  async run(): Promise<NearLimitFigures> {
    await this.#time.run(STARTED_MS);
    const { peak: updatesPerSecondAtStart } = this.#store.updates(() => true);
    await this.#time.run(SETTLED_MS);
    for (const tally of this.#running) tally.admitted = 0;
    this.#store.settle();
    const readBefore = this.#store.of(this.#caller).reads;
    const ofExact = await this.#during(MEASURED_MS);
    const { sustained: updatesPerSecond } = this.#store.updates(() => true);
    const read = this.#store.of(this.#caller).reads - readBefore;
    const shares = this.#running.map(({ admitted }) => admitted);
    const joinSeconds = await this.#join();
    const ofExactAfterLeaves = await this.#leave();
    const failed = this.#failed;
    const [refusedAfterWait, waited] = await this.#tryWaits();
    const sorted = this.#latenciesMs.toSorted((a, b) => a - b);
    return {
      ofExact,
      fairness: fairness(shares),
      updatesPerSecond,
      updatesPerSecondAtStart,
      readsPerSecond: (read * 1_000) / MEASURED_MS,
      failed,
      p99Ms: sorted[Math.floor(0.99 * sorted.length)] ?? NaN,
      refusedAfterWait,
      waited,
      joinSeconds,
      ofExactAfterLeaves,
      excess: excess(this.#log, this.#limit),
    };
  }

  /** What is admitted of an exact bucket in a time from now on. */
  async #during(ms: number): Promise<number> {
    const [admitted, exact] = [this.#admitted, this.#exact.admitted];
    await this.#time.run(this.#time.nowMs + ms);
    return (this.#admitted - admitted) / (this.#exact.admitted - exact);
  }

  async #join(): Promise<number> {
    const sinceMs = this.#time.nowMs;
    const joined = this.#start();
    const { quotaPerSecond, factor } = this.#load;
    await this.#time.run(sinceMs + JOINED_MS);
    const enough = (0.8 * 5 * quotaPerSecond * Math.min(1, factor)) / this.#running.length;
    for (let second = 0; second <= JOINED_MS / 1_000 - 5; second += 1) {
      const fromMs = sinceMs + second * 1_000;
      const inWindow = joined.admittedMs.filter((at) => at >= fromMs && at < fromMs + 5_000);
      if (inWindow.length >= enough) return second;
    }
    return Infinity;
  }

  #leave(): Promise<number> {
    const leaving = Math.max(1, Math.floor(this.#load.instances / 5));
    for (let count = 0; count < leaving; count += 1) {
      const [left] = this.#running.splice(Math.floor(this.#random() * this.#running.length), 1);
      if (count % 2 === 0) left?.instance.kill();
      else void left?.instance.quota.close();
    }
    return this.#during(LEFT_MS);
  }

  /** Lets all calls stop at a refusal, and one come as that was told; several times. */
  async #tryWaits(): Promise<readonly [number, number]> {
    let [refused, waited] = [0, 0];
    for (let trial = 0; trial < TRIALS; trial += 1) {
      this.#toldMs = undefined;
      await this.#time.run(this.#time.nowMs + 5_000);
      this.#isCalling = false;
      await this.#time.run(this.#time.nowMs + 1_000);
      const toldMs = this.#toldMs;
      if (toldMs !== undefined) {
        await this.#time.run(Math.max(toldMs, this.#time.nowMs));
        waited += 1;
        const before = this.#admitted;
        void this.#call();
        await this.#time.run(this.#time.nowMs + 3_000);
        if (this.#admitted === before) refused += 1;
      }
      this.#isCalling = true;
    }
    return [refused, waited];
  }

  #start(): Tally {
    const instance = new SimulatedInstance({
      name: `i${String((this.#started += 1))}`,
      tiers: this.#tiers,
      time: this.#time,
      database: this.#database,
      random: this.#random,
      clockRate: 1 + (this.#random() - 0.5) * CLOCK_SPREAD,
    });
    const tally = { instance, admitted: 0, admittedMs: [] };
    this.#running.push(tally);
    return tally;
  }

  #next(): void {
    const { quotaPerSecond, factor } = this.#load;
    const perMs = (quotaPerSecond * factor) / 1_000;
    this.#time.after(-Math.log(1 - this.#random()) / perMs, () => {
      if (this.#isCalling) void this.#call();
      this.#next();
    });
  }

  async #call(): Promise<void> {
    const askedMs = this.#time.nowMs;
    this.#exact.call(askedMs);
    const tally = this.#running[Math.floor(this.#random() * this.#running.length)];
    if (tally === undefined) return;
    try {
      const result = await tally.instance.quota.charge(this.#caller.caller, ONE_CALL, {});
      const answeredMs = this.#time.nowMs;
      this.#latenciesMs.push(answeredMs - askedMs);
      if (!result.ok) {
        this.#toldMs = answeredMs + result.refusal.retryAfterMs;
        return;
      }
      // Only a refusal after which nothing was admitted tells when the next call is.
      this.#toldMs = undefined;
      this.#admitted += 1;
      tally.admitted += 1;
      tally.admittedMs.push(answeredMs);
      this.#log.push({ askedMs, answeredMs, amount: 1 });
      await result.charge.settle(ONE_CALL, {});
    } catch {
      this.#failed += 1;
    }
  }
}
