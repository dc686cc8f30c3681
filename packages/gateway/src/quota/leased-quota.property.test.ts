import { undergo, type Verdict } from "../../simulation/ordeal.ts";
import { tries } from "../../simulation/soak.ts";
import { corrupted, WRONG_DESIGNS } from "../../simulation/wrong-designs.ts";

const ORDEALS = tries({ short: 2_000, long: 10_000 });
/** What floats may lose in a sum of some hundred costs. */
const ROUNDING = 1e-6;

describe(`leases, in ${String(ORDEALS)} ordeals`, () => {
  const verdicts: (Verdict & { readonly seed: number })[] = [];
  const failing = (fails: (verdict: Verdict) => boolean) => verdicts.filter(fails).slice(0, 3);

  beforeAll(async () => {
    for (let seed = 1; seed <= ORDEALS; seed += 1) {
      verdicts.push({ seed, ...(await undergo(seed)) });
    }
  });

  test("never admit more than capacity + rate × window in any window", () => {
    expect(failing(({ excess }) => excess > ROUNDING)).toEqual([]);
  });

  test("never come, with what is left, to more than a capacity", () => {
    expect(failing(({ overdrawn }) => overdrawn > ROUNDING)).toEqual([]);
  });

  test("never lease more refill than there is", () => {
    expect(failing(({ overleased }) => overleased > ROUNDING)).toEqual([]);
  });

  test("strand nothing for good", () => {
    expect(failing(({ missing }) => missing > 0)).toEqual([]);
  });

  test("admit, refuse and fail often enough to have been put to the test", () => {
    const sum = (of: "admitted" | "refused" | "failed") =>
      verdicts.reduce((total, verdict) => total + verdict[of], 0);
    expect(sum("admitted")).toBeGreaterThan(10 * ORDEALS);
    expect(sum("refused")).toBeGreaterThan(10 * ORDEALS);
    expect(sum("failed")).toBeGreaterThan(ORDEALS / 2);
  });
});

describe("the ordeal", () => {
  const designs = Object.keys(WRONG_DESIGNS) as (keyof typeof WRONG_DESIGNS)[];
  /** A few in a hundred ordeals have a full bucket, and then a burst. */
  const SEEDS = 400;

  test.each(designs)("catches a design that %s", async (design) => {
    let caught = 0;
    for (let seed = 1; seed <= SEEDS && caught <= 3; seed += 1) {
      const { excess } = await undergo(seed, corrupted(design));
      if (excess > ROUNDING) caught += 1;
    }
    expect(caught).toBeGreaterThan(3);
  });

  test("is the same for the same seed", async () => {
    expect(await undergo(7)).toEqual(await undergo(7));
  });
});
