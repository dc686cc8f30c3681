import fc from "fast-check";
import {
  BUDGET_CLASSES,
  NO_USAGE,
  plus,
  resolveBudget,
  type BudgetDefinition,
  type BudgetUsage,
} from "./budget.ts";
import { consumerIn, ledgerAt, type BudgetLedger } from "./budget-ledger.ts";
import { stageOf } from "./budget-stage.ts";
import { allotmentsOf, updateBudget, type BudgetRequest } from "./budget-update.ts";

/** Ten in the morning in Pacific time. */
const MORNING = Date.parse("2026-11-22T18:00:00Z");
const MIDNIGHT = Date.parse("2026-11-23T08:00:00Z");
const perDay = { reads: 1_000, writes: 1_000, deletes: 1_000 };
const reads = (count: number): BudgetUsage => ({ ...NO_USAGE, reads: count });
const writes = (count: number): BudgetUsage => ({ ...NO_USAGE, writes: count });

/** A ledger, updated for instances whose calls wait. */
function setUp(definition: Partial<BudgetDefinition> = {}) {
  const budget = resolveBudget({ perDay, ...definition });
  let ledger: BudgetLedger | undefined;
  const update = (details: Partial<BudgetRequest>, nowMs = MORNING) => {
    const nothing = { date: undefined, consumers: new Map(), waiting: [], isLeaving: false };
    const decision = updateBudget(budget, ledger, { ...nothing, ...details, nowMs });
    ledger = decision.write ?? ledger;
    return decision.result;
  };
  const spend = (consumer: string, usage: BudgetUsage, nowMs = MORNING) =>
    update({ waiting: [{ consumer, usage }] }, nowMs).outcomes[0]?.kind;
  const stage = (consumer: string, nowMs = MORNING) => {
    const allotments = allotmentsOf(budget, ledgerAt(ledger, nowMs), consumer);
    return BUDGET_CLASSES.map((of) => stageOf(budget, of, allotments[of]));
  };
  const used = (consumer: string) => consumerIn(ledgerAt(ledger, MORNING), consumer).used;
  return { budget, update, spend, stage, used };
}

describe("a budget", () => {
  test("goes through its stages: warn, cache-only reads, read-only, refuse", () => {
    const { spend, stage } = setUp();
    expect(stage("others")).toEqual(["normal", "normal", "normal"]);
    spend("others", { reads: 800, writes: 949, deletes: 0 });
    expect(stage("others")).toEqual(["warn", "warn", "normal"]);
    expect(spend("others", reads(100))).toBe("admitted");
    expect(spend("others", writes(1))).toBe("admitted");
    expect(stage("others")).toEqual(["cache-only", "read-only", "normal"]);
    expect(spend("others", reads(1))).toBe("cache only");
    expect(spend("others", writes(1))).toBe("refused");
    // What a delete has to read first is still there.
    expect(spend("others", { reads: 100, writes: 0, deletes: 1 })).toBe("admitted");
    expect(stage("others")).toEqual(["refuse", "read-only", "normal"]);
    expect(spend("others", { reads: 1, writes: 0, deletes: 1 })).toBe("refused");
  });

  test.each(["reads", "writes"] as const)(
    "used up in %s refuses what only memory would answer: to admit it costs the gateway its own",
    (of) => {
      const { update, spend } = setUp();
      const bookkeeping = { left: plus(NO_USAGE, { ...NO_USAGE, [of]: perDay[of] }, -1) };
      const nothing = { kept: NO_USAGE, asked: NO_USAGE, perMs: NO_USAGE };
      update({ consumers: new Map([["others", { ...bookkeeping, ...nothing }]]) });
      expect(spend("others", reads(1))).toBe("refused");
      expect(spend("others", NO_USAGE)).toBe("admitted");
    },
  );

  test("is whole again at midnight in Pacific time, and what was left of yesterday is not today's", () => {
    const { update, spend } = setUp();
    spend("others", reads(900));
    expect(spend("others", reads(1), MIDNIGHT - 1)).toBe("cache only");
    const { date } = update({}, MIDNIGHT - 1);
    const left = { left: reads(300), kept: NO_USAGE, asked: NO_USAGE, perMs: NO_USAGE };
    update({ date, consumers: new Map([["others", left]]) }, MIDNIGHT);
    expect(spend("others", reads(900), MIDNIGHT)).toBe("admitted");
    expect(spend("others", reads(1), MIDNIGHT)).toBe("cache only");
  });

  test("what was spent beyond what was taken is owed on the next day too", () => {
    const { update, spend } = setUp();
    const { date } = update({});
    const left = { left: reads(-400), kept: NO_USAGE, asked: NO_USAGE, perMs: NO_USAGE };
    update({ date, consumers: new Map([["others", left]]) }, MIDNIGHT);
    expect(spend("others", reads(501), MIDNIGHT)).toBe("cache only");
  });

  test("a service's guaranteed part is not eaten by anybody", () => {
    const { spend, stage } = setUp({ services: { catalog: { guaranteed: 0.3 } } });
    expect(spend("others", reads(630))).toBe("admitted");
    expect(spend("others", reads(1))).toBe("cache only");
    expect(stage("others")[0]).toBe("cache-only");
    expect(stage("service catalog")[0]).toBe("normal");
    expect(spend("service catalog", reads(300))).toBe("admitted");
  });

  test("a service may borrow what is idle, beyond its own part, up to its most", () => {
    const { spend } = setUp({
      services: { catalog: { guaranteed: 0.1 }, billing: { guaranteed: 0.1, most: 0.2 } },
    });
    expect(spend("service billing", reads(180))).toBe("admitted");
    expect(spend("service billing", reads(1))).toBe("cache only");
    // All but what the other service has used of its part and the pool.
    expect(spend("service catalog", reads(700))).toBe("admitted");
    expect(spend("service catalog", reads(100))).toBe("cache only");
  });

  test("who asks for more than there is gets its fair share by weight, used up or not", () => {
    const services = { heavy: { weight: 3 } };
    const { update, spend } = setUp({ services });
    const busy = { left: NO_USAGE, kept: NO_USAGE, asked: reads(5_000), perMs: NO_USAGE };
    update({
      consumers: new Map([
        ["service heavy", busy],
        ["others", busy],
      ]),
      waiting: [{ consumer: "others", usage: reads(1) }],
    });
    // A quarter of the 1,000, and nine tenths of that before only a cache may answer.
    expect(spend("others", reads(224))).toBe("admitted");
    expect(spend("others", reads(1))).toBe("cache only");
    expect(spend("service heavy", reads(675))).toBe("admitted");
    expect(spend("service heavy", reads(1))).toBe("cache only");
  });

  test("what is taken in advance leaves half of what is free to others", () => {
    const { update, used } = setUp();
    const busy = { left: NO_USAGE, kept: NO_USAGE, asked: NO_USAGE, perMs: reads(1) };
    const { consumers } = update({ consumers: new Map([["others", busy]]) });
    expect(consumers.get("others")?.tokens).toEqual(reads(450));
    expect(used("others")).toEqual(reads(450));
  });

  test("a request that changes nothing writes nothing", () => {
    const { budget } = setUp();
    const nothing = { date: undefined, consumers: new Map(), waiting: [], isLeaving: false };
    expect(updateBudget(budget, undefined, { ...nothing, nowMs: MORNING })).not.toHaveProperty(
      "write",
    );
  });

  test.each([
    [{ catalog: { guaranteed: 0.6 }, billing: { guaranteed: 0.6 } }, "more than there is"],
    [{ catalog: { guaranteed: -0.1 } }, "the guaranteed part of catalog"],
    [{ catalog: { most: 1.1 } }, "the most of catalog"],
    [{ catalog: { weight: 0 } }, "The weight of catalog"],
  ])("of %j is none", (services, message) => {
    expect(() => resolveBudget({ perDay, services })).toThrow(message);
  });
});

describe("instances on a budget", () => {
  const steps = fc.array(
    fc.record({
      instance: fc.nat(3),
      consumer: fc.constantFrom("others", "service a", "service b"),
      usage: fc.record({ reads: fc.nat(60), writes: fc.nat(40), deletes: fc.nat(40) }),
      rate: fc.constantFrom(0, 0.001, 0.1),
      spends: fc.double({ min: 0, max: 1, noNaN: true }),
      end: fc.constantFrom("gives back", "crashes", "goes on", "goes on"),
    }),
    { maxLength: 80 },
  );
  const services = { a: { guaranteed: 0.2, weight: 2 }, b: { guaranteed: 0.3, most: 0.5 } };

  test("never spend more than the budget, nor what is guaranteed to others", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { update } = setUp({ services });
        const spent = new Map<string, BudgetUsage>();
        const held = new Map<string, { readonly date: string; readonly tokens: BudgetUsage }>();
        for (const { instance, consumer, usage, rate, spends, end } of all) {
          const name = `${String(instance)} ${consumer}`;
          const mine = held.get(name);
          const tokens = mine?.tokens ?? NO_USAGE;
          const use = plus(NO_USAGE, tokens, end === "crashes" ? 1 : spends);
          spent.set(consumer, plus(spent.get(consumer) ?? NO_USAGE, use));
          held.delete(name);
          if (end === "crashes") continue;
          const left = plus(tokens, use, -1);
          const perMs = plus(NO_USAGE, { reads: 1, writes: 1, deletes: 1 }, rate);
          const { outcomes, consumers, date } = update({
            date: mine?.date,
            consumers: new Map([[consumer, { left, kept: NO_USAGE, asked: usage, perMs }]]),
            waiting: [{ consumer, usage }],
            isLeaving: end === "gives back",
          });
          if (outcomes[0]?.kind === "admitted") {
            spent.set(consumer, plus(spent.get(consumer) ?? NO_USAGE, usage));
          }
          held.set(name, { date, tokens: consumers.get(consumer)?.tokens ?? NO_USAGE });
        }
        const of = (name: string) => spent.get(name) ?? NO_USAGE;
        const total = plus(plus(of("others"), of("service a")), of("service b"));
        for (const costClass of BUDGET_CLASSES) {
          expect(total[costClass]).toBeLessThanOrEqual(1_000 + 1e-6);
          expect(of("others")[costClass]).toBeLessThanOrEqual(500 + 1e-6);
          expect(of("service a")[costClass]).toBeLessThanOrEqual(700 + 1e-6);
          expect(of("service b")[costClass]).toBeLessThanOrEqual(500 + 1e-6);
        }
      }),
    );
  });
});
