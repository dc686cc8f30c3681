import { undergoBudget, type BudgetVerdict } from "../../../simulation/budget-ordeal.ts";
import { tries } from "../../../simulation/soak.ts";
import { WRONG_BUDGET_DESIGNS } from "../../../simulation/wrong-budget-designs.ts";

const ORDEALS = tries({ short: 500, long: 10_000 });
/** What floats may lose in a sum of some hundred costs. */
const ROUNDING = 1e-6;

describe(`a budget, in ${String(ORDEALS)} ordeals`, () => {
  const verdicts: (BudgetVerdict & { readonly seed: number })[] = [];
  const failing = (fails: (verdict: BudgetVerdict) => boolean) =>
    verdicts.filter(fails).slice(0, 3);

  beforeAll(async () => {
    for (let seed = 1; seed <= ORDEALS; seed += 1) {
      verdicts.push({ seed, ...(await undergoBudget(seed)) });
    }
  });

  test("is never exceeded within a day: in all, by a consumer, in a stage, or in what others are guaranteed", () => {
    expect(failing(({ excess }) => excess > ROUNDING)).toEqual([]);
  });

  test("has all that was used in its ledger when the instances have ended", () => {
    expect(failing(({ forgotten }) => forgotten > ROUNDING)).toEqual([]);
  });

  test("has nothing in its ledger that nobody has used, where nothing failed", () => {
    expect(failing(({ lost }) => lost > ROUNDING)).toEqual([]);
  });

  test("refuses nothing that fits in, where nothing failed", () => {
    expect(failing(({ early }) => early > 0)).toEqual([]);
  });

  test("admits, refuses and fails often enough to have been put to the test", () => {
    const sum = (of: "admitted" | "refused" | "failed") =>
      verdicts.reduce((total, verdict) => total + verdict[of], 0);
    expect(sum("admitted")).toBeGreaterThan(10 * ORDEALS);
    expect(sum("refused")).toBeGreaterThan(5 * ORDEALS);
    expect(sum("failed")).toBeGreaterThan(ORDEALS / 2);
  });
});

describe("the ordeal", () => {
  const designs = Object.keys(WRONG_BUDGET_DESIGNS) as (keyof typeof WRONG_BUDGET_DESIGNS)[];

  test.each(designs)("catches a design that %s", async (design) => {
    let caught = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      const { excess } = await undergoBudget(seed, WRONG_BUDGET_DESIGNS[design]);
      if (excess > ROUNDING) caught += 1;
    }
    expect(caught).toBeGreaterThan(3);
  });

  test("is the same for the same seed", async () => {
    expect(await undergoBudget(7)).toEqual(await undergoBudget(7));
  });
});
