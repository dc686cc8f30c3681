import { simulateJoin, type JoinFigures } from "./join.ts";

/** As far as Firestore is from an instance of its own region, and several times as far. */
describe.each([15, 90])(
  "32 instances that start at once, %i ms from the database",
  (roundTripMs) => {
    let figures: JoinFigures;

    beforeAll(async () => {
      const join = { instances: 32, burstSeconds: 60, roundTripMs, calledMs: 8_000 };
      figures = await simulateJoin(join, 1);
    });

    test("fail no call of their caller, and refuse none, whatever races they lose", () => {
      expect(figures.lostRaces).toBeGreaterThan(32);
      expect(figures).toMatchObject({ failed: 0, refused: 0 });
    });

    test("update a document less than three times for each instance", () => {
      const [inTenSeconds = NaN] = figures.updatesPerSecond;
      expect(inTenSeconds * 10).toBeLessThan(3 * 32);
    });
  },
);
