import fc from "fast-check";
import { Popularity } from "./popularity.ts";

describe("popularity", () => {
  test("gives the second of all callers half as many calls as the first, the third a third", () => {
    const popularity = new Popularity(100);
    const counts = Array.from({ length: 100 }, () => 0);
    const DRAWS = 100_000;
    for (let draw = 0; draw < DRAWS; draw += 1) {
      const rank = popularity.pick(draw / DRAWS);
      counts[rank] = (counts[rank] ?? 0) + 1;
    }
    const [first = 0, second = 0, third = 0] = counts;
    expect(first / second).toBeCloseTo(2, 1);
    expect(first / third).toBeCloseTo(3, 1);
  });

  test("always picks one of them", () => {
    const chances = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), chances, (callers, chance) => {
        const rank = new Popularity(callers).pick(chance);
        expect(rank).toBeGreaterThanOrEqual(0);
        expect(rank).toBeLessThan(callers);
      }),
    );
  });
});
