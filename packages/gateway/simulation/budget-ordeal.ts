import type { Caller } from "../src/caller/caller.ts";
import {
  BUDGET_CLASSES,
  consumerOf,
  NO_USAGE,
  OTHERS,
  plus,
  resolveBudget,
  usageOf,
  type Budget,
  type BudgetUsage,
} from "../src/quota/budget/budget.ts";
import { consumerIn, type BudgetLedger } from "../src/quota/budget/budget-ledger.ts";
import { pacificDay } from "../src/quota/budget/pacific-day.ts";
import type { Cost } from "../src/quota/cost.ts";
import { perSecond } from "../src/quota/limit.ts";
import type { ChargeResult } from "../src/quota/quota.ts";
import type { QuotaStore } from "../src/quota/store/quota-store.ts";
import { Tiers } from "../src/quota/tiers.ts";
import {
  excessOf,
  foreseen,
  surelyWithin,
  unforeseen,
  type AdmittedUsage,
} from "./budget-audit.ts";
import { actualCost, budgetCallers, budgetCost, budgetDefinition } from "./budget-traffic.ts";
import { Chance } from "./chance.ts";
import { SimulatedDatabase, type Network } from "./simulated-database.ts";
import { SimulatedInstance } from "./simulated-instance.ts";
import { VirtualTime } from "./virtual-time.ts";

/** The result of an ordeal of a budget: numbers of Firestore operations of the worst class, and of calls. */
export interface BudgetVerdict {
  /** The most that was admitted within a day above what the budget and its documented overdraft allow. */
  readonly excess: number;
  /** The most that was used without being in the ledger when all instances have ended. */
  readonly forgotten: number;
  /** The most that the ledger counts as used in the end and nobody has used; 0 where anything failed. */
  readonly lost: number;
  /** The refused calls that the budget still had operations for; 0 where anything failed, or with services. */
  readonly early: number;
  readonly admitted: number;
  /** The calls that were refused, and the reads that only a cache may answer. */
  readonly refused: number;
  readonly failed: number;
}

/** Puts a wrong design between a process and its ledger. @param process - Its number. */
export type CorruptLedger = (
  store: QuotaStore<BudgetLedger>,
  process: number,
) => QuotaStore<BudgetLedger>;

const SPAN_MS = 100_000;
/** An instance that is told to end gives back what it has this long after its last call, in milliseconds. */
const DRAINED_MS = 7_000;
/** The time that it then has to give back, in milliseconds. */
const GRACE_MS = 3_000;
/** The part of the budget that each process may have used and not reported: see docs/quotas.md. */
const OVERDRAFT = 1 / 100;
const LEDGER = "_quotas/budget";
/**
 * Runs the budget of a project on 1 to 8 instances with faults at random: calls in bursts, wrong
 * estimates, requests and answers that are slow, lost, late or refused, outages, processes that are
 * killed, stopped, continued or end in good order, clocks of different rates, and midnight. The
 * same seed makes the same ordeal.
 */
export async function undergoBudget(seed: number, corrupt?: CorruptLedger): Promise<BudgetVerdict> {
  const ordeal = new BudgetOrdeal(seed, corrupt);
  await ordeal.run();
  return ordeal.verdict();
}

class BudgetOrdeal {
  readonly #chance: Chance;
  readonly #time = new VirtualTime();
  readonly #database: SimulatedDatabase;
  readonly #budget: Budget;
  readonly #callers: readonly Caller[];
  readonly #corrupt: CorruptLedger | undefined;
  readonly #instances: SimulatedInstance[] = [];
  readonly #processes = new Map<SimulatedInstance, number>();
  readonly #killed = new Set<number>();
  readonly #log: AdmittedUsage[] = [];
  readonly #counts = { admitted: 0, refused: 0, failed: 0, early: 0 };
  readonly #startMs: number;
  readonly #countsBookkeeping: boolean;
  /** The probability that a request fails; 0 once the calls are over. */
  #trouble: number;
  /** The span in which no request finds a connection, in milliseconds of virtual time. */
  readonly #outage: { readonly fromMs: number; readonly untilMs: number };
  /** Whether no request or process is to fail. */
  #isCalm: boolean;
  /** The most that the ledger has ever counted for {@link OTHERS}. */
  #highest: BudgetUsage = NO_USAGE;

  constructor(seed: number, corrupt: CorruptLedger | undefined) {
    const chance = new Chance(seed);
    this.#chance = chance;
    this.#corrupt = corrupt;
    this.#trouble = chance.pick([0, 0, 0.03, 0.15]);
    const slowestMs = chance.pick([5, 40, 400]);
    this.#database = new SimulatedDatabase(this.#time, this.#network(slowestMs), {
      wrote: (path) => this.#watch(path),
    });
    const definition = budgetDefinition(chance);
    this.#budget = resolveBudget(definition);
    this.#callers = budgetCallers(definition);
    this.#countsBookkeeping = chance.isIn(0.3);
    const midnightMs = pacificDay(this.#database.nowMs).endsAtMs - this.#database.nowMs;
    this.#startMs = chance.isIn(0.5) ? 0 : midnightMs - chance.below(SPAN_MS);
    const fromMs = chance.isIn(0.2) ? this.#startMs + chance.below(SPAN_MS) : Infinity;
    this.#outage = { fromMs, untilMs: fromMs + chance.below(30_000) };
    // On a slow network, many instances that write at once may not succeed in time.
    this.#isCalm = this.#trouble === 0 && fromMs === Infinity && slowestMs < 400;
  }

  async run(): Promise<void> {
    await this.#time.run(this.#startMs);
    const count = 1 + this.#chance.below(8);
    for (let index = 0; index < count; index += 1) this.#start(index);
    this.#scheduleCalls();
    this.#scheduleMishaps();
    await this.#time.run(this.#startMs + SPAN_MS);
    this.#trouble = 0;
    for (const instance of this.#instances) instance.continue();
    // Every call is settled by then.
    await this.#time.run(this.#time.nowMs + 20_000);
    for (const [index, { quota }] of this.#instances.entries()) {
      this.#time.after(index * GRACE_MS, () => void quota.close());
    }
    await this.#time.run(this.#time.nowMs + 20_000 + this.#instances.length * GRACE_MS);
  }

  verdict(): BudgetVerdict {
    const last = pacificDay(this.#database.nowMs);
    const before = pacificDay(last.startsAtMs - 1);
    const overdraft = this.#isCalm ? 0 : OVERDRAFT * this.#processes.size;
    const excess = [before, last].map((day) =>
      excessOf(this.#budget, surelyWithin(this.#log, day), overdraft),
    );
    return {
      ...this.#counts,
      excess: Math.max(...excess),
      forgotten: this.#worst((consumer, used) => this.#forgotten(consumer, used, last.startsAtMs)),
      lost: this.#isLossless ? this.#worst((consumer, used) => this.#lost(consumer, used)) : 0,
    };
  }

  /** Whether all that was taken in advance must have been given back in the end. */
  get #isLossless(): boolean {
    return this.#isCalm && this.#killed.size === 0 && !this.#countsBookkeeping;
  }

  /** @param slowestMs - The longest time to or from the database, in milliseconds. */
  #network(slowestMs: number): Network {
    const bad = ["request lost", "answer lost", "late", "exhausted"] as const;
    return {
      delayMs: () => 1 + this.#chance.random() * slowestMs,
      fate: () => {
        const { nowMs } = this.#time;
        if (nowMs >= this.#outage.fromMs && nowMs < this.#outage.untilMs) return "unreachable";
        return this.#chance.isIn(this.#trouble) ? this.#chance.pick(bad) : "works";
      },
      patienceMs: 700,
    };
  }

  #start(index: number): void {
    const process = this.#processes.size;
    const plenty = [perSecond(1e9)] as const;
    const tier = { calls: plenty, reads: plenty, writes: plenty };
    const instance = new SimulatedInstance({
      name: `i${String(process)}`,
      tiers: new Tiers({ tiers: { anonymous: tier, user: tier, service: tier, admin: tier } }),
      time: this.#time,
      database: this.#database,
      random: this.#chance.random,
      clockRate: 1 + (this.#chance.random() - 0.5) * 0.0006,
      budget: this.#budget,
      aroundLedger: (store) => this.#corrupt?.(store, process) ?? store,
      countsBookkeeping: this.#countsBookkeeping,
    });
    this.#instances[index] = instance;
    this.#processes.set(instance, process);
  }

  /** Schedules calls at random and in bursts, which together cost from half of the budget to four times as much. */
  #scheduleCalls(): void {
    const { pick, below, random } = this.#chance;
    const calls = 10 + below(70);
    const factor = pick([0.5, 1, 4]) / calls;
    const burstAtMs = random() * SPAN_MS;
    for (let call = 0; call < calls; call += 1) {
      const inBurst = Math.min(SPAN_MS, burstAtMs + random() * pick([30, 3_000]));
      const atMs = random() < 0.5 ? random() * SPAN_MS : inBurst;
      const caller = pick(this.#callers);
      const cost = budgetCost(this.#chance, this.#budget.perDay, factor);
      const index = below(this.#instances.length);
      this.#time.after(atMs, () => this.#call(index, caller, cost));
    }
  }

  #scheduleMishaps(): void {
    const { below, random } = this.#chance;
    const often = below(4);
    for (let mishap = 0; mishap < often; mishap += 1) {
      const index = below(this.#instances.length);
      this.#time.after(random() * SPAN_MS, () => this.#mishap(index));
    }
  }

  #mishap(index: number): void {
    const instance = this.#instances[index] as SimulatedInstance;
    const kind = this.#chance.pick(["kill", "stop", "end"]);
    if (kind === "stop") {
      this.#isCalm = false;
      instance.stop();
      this.#time.after(this.#chance.random() * 15_000, () => instance.continue());
      return;
    }
    this.#start(index);
    if (kind === "end") this.#time.after(DRAINED_MS, () => void instance.quota.close());
    this.#time.after(kind === "end" ? DRAINED_MS + GRACE_MS : 0, () => {
      instance.kill();
      // Where requests fail, what it gives back may be lost.
      if (kind === "kill" || !this.#isCalm) this.#killed.add(this.#processOf(instance));
    });
  }

  #call(index: number, caller: Caller, cost: Cost): void {
    const instance = this.#instances[index];
    instance?.receive(() => void this.#charge(instance, caller, cost));
  }

  async #charge(instance: SimulatedInstance, caller: Caller, cost: Cost): Promise<void> {
    const askedMs = this.#database.nowMs;
    try {
      const outcome = await instance.quota.charge(caller, cost, {});
      if (!outcome.ok || outcome.cacheOnly !== undefined) this.#refused(outcome, caller, cost);
      if (!outcome.ok) return;
      if (outcome.cacheOnly !== undefined) {
        return await outcome.charge.settle({ calls: 1, reads: 0, writes: 0 }, {});
      }
      this.#counts.admitted += 1;
      const estimate = usageOf(cost);
      const entry: AdmittedUsage = {
        consumer: consumerOf(this.#budget, caller),
        process: this.#processOf(instance),
        askedMs,
        answeredMs: this.#database.nowMs,
        estimate,
        actual: estimate,
      };
      this.#log.push(entry);
      const actual = actualCost(this.#chance, cost);
      this.#time.after(this.#chance.random() * 1_000, () =>
        instance.receive(() => {
          entry.actual = usageOf(actual);
          void outcome.charge.settle(actual, {}).catch(() => undefined);
        }),
      );
    } catch {
      this.#counts.failed += 1;
    }
  }

  #refused(outcome: ChargeResult, caller: Caller, cost: Cost): void {
    this.#counts.refused += 1;
    const refusal = outcome.ok ? outcome.cacheOnly : outcome.refusal;
    const isJudged = this.#isCalm && !this.#countsBookkeeping && this.#budget.consumers.size === 1;
    if (!isJudged || refusal === undefined || consumerOf(this.#budget, caller) !== OTHERS) return;
    const { cacheOnly, readOnly } = this.#budget.stages;
    const [usage, { perDay }] = [usageOf(cost), this.#budget];
    // An instance knows at once what calls cost above their estimates, and the ledger later.
    const highest = plus(this.#highest, unforeseen(this.#log));
    const exceeds = (name: keyof BudgetUsage, part: number, least = 0) =>
      highest[name] + Math.max(usage[name], least) > part * perDay[name];
    const isRight =
      exceeds("reads", cost.writes > 0 ? 1 : cacheOnly) ||
      (usage.writes > 0 && exceeds("writes", readOnly)) ||
      (usage.deletes > 0 && exceeds("deletes", readOnly)) ||
      exceeds("reads", 1, 1) ||
      exceeds("writes", 1, 1);
    if (!isRight) this.#counts.early += 1;
  }

  #watch(path: string): void {
    if (path !== LEDGER) return;
    const { used } = consumerIn(this.#ledger as BudgetLedger, OTHERS);
    const most = (name: keyof BudgetUsage) => Math.max(this.#highest[name], used[name]);
    this.#highest = { reads: most("reads"), writes: most("writes"), deletes: most("deletes") };
  }

  get #ledger(): BudgetLedger | undefined {
    const data = this.#database.peek(LEDGER)?.data as unknown;
    return (data as { readonly state: BudgetLedger } | undefined)?.state;
  }

  /** The largest of what is found for any consumer and class. @param found - By the consumer's name, and what the ledger of the last day says of it. */
  #worst(found: (consumer: string, used: BudgetUsage) => BudgetUsage): number {
    const { date } = pacificDay(this.#database.nowMs);
    const ledger = this.#ledger;
    return Math.max(
      ...[...this.#budget.consumers.keys()].flatMap((consumer) => {
        const isOfDay = ledger !== undefined && ledger.date === date;
        const usage = found(consumer, isOfDay ? consumerIn(ledger, consumer).used : NO_USAGE);
        return BUDGET_CLASSES.map((costClass) => usage[costClass]);
      }),
    );
  }

  /** The operations that were surely used on the last day and are not in the ledger. */
  #forgotten(consumer: string, used: BudgetUsage, startsAtMs: number): BudgetUsage {
    const own = this.#log.filter(
      (call) => call.consumer === consumer && call.askedMs >= startsAtMs,
    );
    const reported = own.filter(({ process }) => !this.#killed.has(process));
    const sure = plus(foreseen(own), unforeseen(reported));
    // A killed process can't report what it has used beyond what it had.
    const overdraft = this.#isCalm ? 0 : OVERDRAFT * this.#killed.size;
    return plus(plus(sure, used, -1), this.#budget.perDay, -overdraft);
  }

  /** The operations that the ledger counts as used on the last day and that can't have been used. */
  #lost(consumer: string, used: BudgetUsage): BudgetUsage {
    const { startsAtMs } = pacificDay(this.#database.nowMs);
    const own = this.#log.filter((call) => call.consumer === consumer);
    const today = own.filter(({ answeredMs }) => answeredMs >= startsAtMs);
    // What yesterday's calls cost above their estimates is owed today.
    return plus(plus(used, foreseen(today), -1), unforeseen(own), -1);
  }

  #processOf(instance: SimulatedInstance): number {
    return this.#processes.get(instance) as number;
  }
}
