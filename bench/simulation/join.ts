import { seeded } from "../../packages/gateway/simulation/random.ts";
import { SimulatedDatabase } from "../../packages/gateway/simulation/simulated-database.ts";
import { SimulatedInstance } from "../../packages/gateway/simulation/simulated-instance.ts";
import { VirtualTime } from "../../packages/gateway/simulation/virtual-time.ts";
import { perMinute, perSecond } from "../../packages/gateway/src/quota/limit.ts";
import { Tiers } from "../../packages/gateway/src/quota/tiers.ts";
import { callsOf } from "./caller-calls.ts";
import { UpdateTimes } from "./update-times.ts";

/** Instances that all begin in the same moment to serve one caller, whose quota is twice what it asks. */
export interface Join {
  readonly instances: number;
  /** The capacity, as what is asked in so many seconds. */
  readonly burstSeconds: number;
  /** What a request to the database and its answer take on average, in milliseconds; two thirds of it at least. */
  readonly roundTripMs: number;
  /** How long the caller calls, in milliseconds. @default 60,000 */
  readonly calledMs?: number;
}

export interface JoinFigures {
  readonly calls: number;
  readonly refused: number;
  /** Calls that were not charged in time. */
  readonly failed: number;
  /** The longest that a call waited for its charge, in milliseconds. */
  readonly slowestMs: number;
  /** Updates a second of the busiest document in its busiest 10 s, 30 s and 60 s. */
  readonly updatesPerSecond: readonly number[];
  /** Commits that were refused, as another instance had come first. */
  readonly lostRaces: number;
}

const ONE_CALL = { calls: 1, reads: 0, writes: 0 };
const AMPLE = perMinute(1e9);
/** Calls a second of each instance. */
const CALLS_PER_SECOND = 30;
const CLOCK_SPREAD = 0.0006;
/** No call takes longer than this, in milliseconds. */
const LONGEST_MS = 30_000;

/** Lets instances join in virtual time; the same seed makes the same figures. */
export function simulateJoin(join: Join, seed: number): Promise<JoinFigures> {
  return new JoinRun(join, seed).run();
}

class JoinRun {
  readonly #random: () => number;
  readonly #time = new VirtualTime();
  readonly #updates = new UpdateTimes(this.#time);
  readonly #instances: readonly SimulatedInstance[];
  readonly #caller = callsOf(0).caller;
  readonly #perMs: number;
  readonly #calledMs: number;
  #calls = 0;
  #refused = 0;
  #failed = 0;
  #slowestMs = 0;

  constructor(join: Join, seed: number) {
    const { instances, burstSeconds, roundTripMs, calledMs = 60_000 } = join;
    const random = seeded(seed);
    const [time, perSecondOfAll] = [this.#time, instances * CALLS_PER_SECOND];
    this.#random = random;
    this.#calledMs = calledMs;
    this.#perMs = perSecondOfAll / 1_000;
    const delayMs = () => (roundTripMs / 3) * (1 - Math.log(1 - random()) / 2);
    const network = { delayMs, fate: () => "works" as const, patienceMs: 0 };
    const database = new SimulatedDatabase(time, network, this.#updates);
    const burst = burstSeconds * perSecondOfAll;
    const calls = [perSecond(2 * perSecondOfAll, { burst })] as const;
    const tier = { calls, reads: [AMPLE], writes: [AMPLE] } as const;
    const tiers = new Tiers({ tiers: { anonymous: tier, user: tier, service: tier, admin: tier } });
    this.#instances = Array.from({ length: instances }, (_, index) => {
      // Names decide to which shards the instances go.
      const name = `i${String(seed)}-${String(index)}`;
      const clockRate = 1 + (random() - 0.5) * CLOCK_SPREAD;
      return new SimulatedInstance({ name, tiers, time, database, random, clockRate });
    });
    this.#next();
  }

  async run(): Promise<JoinFigures> {
    await this.#time.run(this.#calledMs + LONGEST_MS);
    return {
      calls: this.#calls,
      refused: this.#refused,
      failed: this.#failed,
      slowestMs: this.#slowestMs,
      updatesPerSecond: [10, 30, 60].map((seconds) => this.#updates.perSecond(seconds)),
      lostRaces: this.#updates.lostRaces,
    };
  }

  #next(): void {
    this.#time.after(-Math.log(1 - this.#random()) / this.#perMs, () => {
      if (this.#time.nowMs > this.#calledMs) return;
      void this.#call();
      this.#next();
    });
  }

  async #call(): Promise<void> {
    const sinceMs = this.#time.nowMs;
    this.#calls += 1;
    const instance = this.#instances[Math.floor(this.#random() * this.#instances.length)];
    const result = await instance?.quota.charge(this.#caller, ONE_CALL, {}).catch(() => undefined);
    this.#slowestMs = Math.max(this.#slowestMs, this.#time.nowMs - sinceMs);
    if (result === undefined) this.#failed += 1;
    else if (!result.ok) this.#refused += 1;
    else await result.charge.settle(ONE_CALL, {});
  }
}
