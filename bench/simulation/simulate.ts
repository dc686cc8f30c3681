import { resolveBudget } from "../../packages/gateway/src/quota/budget/budget.ts";
import type { Account } from "../../packages/gateway/src/quota/lease/account.ts";
import { perMinute, perSecond, type Limit } from "../../packages/gateway/src/quota/limit.ts";
import { QuotaOverrides } from "../../packages/gateway/src/quota/quota-overrides.ts";
import { seeded } from "../../packages/gateway/simulation/random.ts";
import { simulatedClock } from "../../packages/gateway/simulation/simulated-clock.ts";
import {
  SimulatedDatabase,
  type Network,
} from "../../packages/gateway/simulation/simulated-database.ts";
import { VirtualTime } from "../../packages/gateway/simulation/virtual-time.ts";
import { accountForm } from "../../packages/gateway/src/quota/lease/account-form.ts";
import { FirestoreQuotaStore } from "../../packages/gateway/src/quota/store/firestore-quota-store.ts";
import { Tier } from "../../packages/gateway/src/quota/tier.ts";
import { Tiers } from "../../packages/gateway/src/quota/tiers.ts";
import * as figures from "./figures.ts";
import { Fleet, leasedTo, type Member } from "./fleet.ts";
import { OverrideTrial } from "./override-trial.ts";
import { BURST_SECONDS, OVERRIDE_MS, RAMP_MS, type Scenario } from "./scenario.ts";
import { StoreLoad } from "./store-load.ts";
import { Traffic } from "./traffic.ts";

/** Each way: at least so long, and on average so much longer, in milliseconds. */
const SHORTEST_WAY_MS = 3;
const MEAN_MORE_MS = 4;
/** Growth is over so long after the last instance has come, in milliseconds. */
const SETTLING_MS = 15_000;
/** So much that nobody is refused for it. */
const BUDGET = resolveBudget({ perDay: { reads: 1e9, writes: 1e9, deletes: 1e9 } });
const BUDGET_PATH = "_quotas/budget";
/** Whose quota operators change, by their rank among callers: some hot, some not. */
const CHOSEN = [0, 1, 2, 5, 10, 30, 100, 300, 1_000];

/** Lets a project run in virtual time, with the quotas' own code; the same seed makes the same figures. */
export async function simulate(scenario: Scenario, seed: number): Promise<figures.Figures> {
  return new Simulation(scenario, seed).run();
}

class Simulation {
  readonly #scenario: Scenario;
  readonly #random: () => number;
  readonly #time = new VirtualTime();
  readonly #load = new StoreLoad(this.#time);
  readonly #database: SimulatedDatabase;
  readonly #limits: readonly Limit[];
  readonly #fleet: Fleet;
  readonly #traffic: Traffic;
  #strandedByCrashes = 0;

  constructor(scenario: Scenario, seed: number) {
    const random = seeded(seed);
    const time = this.#time;
    this.#scenario = scenario;
    this.#random = random;
    this.#database = new SimulatedDatabase(time, networkOf(random), this.#load);
    const { quotaPerSecond, instances: size } = scenario;
    const tier = {
      calls: [perSecond(quotaPerSecond, { burst: BURST_SECONDS * quotaPerSecond })],
      reads: [perMinute(10 * 60 * quotaPerSecond)],
      writes: [perMinute(60 * quotaPerSecond)],
    } as const;
    const tiers = new Tiers({ tiers: { anonymous: tier, user: tier, service: tier, admin: tier } });
    this.#limits = new Tier("user", tier).limits;
    const database = this.#database;
    this.#fleet = new Fleet({ size, tiers, time, database, random, budget: BUDGET }, (member) =>
      this.#countStranded(member),
    );
    this.#traffic = new Traffic({ scenario, fleet: this.#fleet, time, random });
  }

  async run(): Promise<figures.Figures> {
    const { measuredMs } = this.#scenario;
    await this.#time.run(Math.min(RAMP_MS + SETTLING_MS, measuredMs / 2));
    this.#load.settle();
    await this.#time.run(measuredMs);
    return {
      ...this.#measured(),
      ...(await this.#tryOverrides()),
      // Of all calls, those under overrides too: what is admitted less is no excess.
      excess: figures.mostExcess(this.#traffic.callers, this.#limitsOf(["calls", "reads"])),
    };
  }

  #measured() {
    const { callers } = this.#traffic;
    const outcomes = figures.outcomesOf(callers);
    const [hottest] = callers;
    const [calls] = this.#limitsOf(["calls"]);
    if (hottest === undefined || calls === undefined) throw new RangeError("nobody calls");
    return {
      ...outcomes,
      accountUpdates: this.#load.updates((path) => path !== BUDGET_PATH),
      budgetUpdates: this.#load.updates((path) => path === BUDGET_PATH),
      perCall: figures.operationsPerCall(callers, this.#load, this.#scenario),
      ofOneBucket: figures.partOfOneBucket(hottest, calls),
      fairness: figures.fairnessBetween(this.#fleet.members, this.#scenario),
      stranded: (this.#fleet.stranded() + this.#strandedByCrashes) / outcomes.admitted,
    };
  }

  async #tryOverrides() {
    const { callers } = this.#traffic;
    const chosen = CHOSEN.flatMap((rank) => callers[rank] ?? []);
    const trial = new OverrideTrial(this.#overrides(), this.#time, chosen);
    trial.block();
    await this.#time.run(this.#time.nowMs + OVERRIDE_MS);
    const { secondsToBlock } = trial;
    trial.clear();
    await this.#time.run(this.#time.nowMs + OVERRIDE_MS);
    return { secondsToBlock, secondsToClear: trial.secondsToClear };
  }

  /** As operators reach them, from an instance that serves nobody else. */
  #overrides(): QuotaOverrides {
    const process = { receive: (happen: () => void) => happen() };
    const clock = simulatedClock(process, { time: this.#time, random: this.#random });
    const documents = this.#database.connect(process);
    const store = new FirestoreQuotaStore({
      documents,
      collection: "_quotas",
      clock,
      form: accountForm,
    });
    return new QuotaOverrides(documents, store, "_quotaOverrides");
  }

  #limitsOf(classes: readonly Limit["class"][]): readonly Limit[] {
    return this.#limits.filter((limit) => classes.includes(limit.class));
  }

  #countStranded(member: Member): void {
    const { nowMs } = this.#database;
    for (const path of this.#load.paths) {
      // Only accounts have leases; an override's own document says nothing of them.
      const data = this.#database.peek(path)?.data as { readonly state?: Account } | undefined;
      if (data?.state?.leases === undefined) continue;
      for (const { name: limit } of this.#limitsOf(["calls"])) {
        this.#strandedByCrashes += leasedTo(member, data.state, { limit, nowMs });
      }
    }
  }
}

/** Loses nothing: the ordeals in packages/gateway/simulation do. */
function networkOf(random: () => number): Network {
  return {
    delayMs: () => SHORTEST_WAY_MS - MEAN_MORE_MS * Math.log(1 - random()),
    fate: () => "works",
    patienceMs: 0,
  };
}
