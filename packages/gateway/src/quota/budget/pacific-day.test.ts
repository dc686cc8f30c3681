import fc from "fast-check";
import { pacificDay } from "./pacific-day.ts";

const day = (iso: string) => {
  const { date, startsAtMs, endsAtMs } = pacificDay(Date.parse(iso));
  return [date, new Date(startsAtMs).toISOString(), new Date(endsAtMs).toISOString()];
};

describe("a day in Pacific time", () => {
  test.each([
    ["in winter", "2026-11-22T12:00:00Z", "2026-11-22", "T08:00", "2026-11-23", "T08:00"],
    ["in summer", "2026-07-04T06:59:59.999Z", "2026-07-03", "T07:00", "2026-07-04", "T07:00"],
    ["at its first moment", "2026-07-04T07:00:00Z", "2026-07-04", "T07:00", "2026-07-05", "T07:00"],
    ["of 23 hours", "2026-03-08T12:00:00Z", "2026-03-08", "T08:00", "2026-03-09", "T07:00"],
    ["of 25 hours", "2026-11-01T12:00:00Z", "2026-11-01", "T07:00", "2026-11-02", "T08:00"],
    [
      "of 25 hours, in the last",
      "2026-11-02T07:30:00Z",
      "2026-11-01",
      "T07:00",
      "2026-11-02",
      "T08:00",
    ],
    [
      "at the end of a year",
      "2027-01-01T07:59:59Z",
      "2026-12-31",
      "T08:00",
      "2027-01-01",
      "T08:00",
    ],
  ])("%s", (_, moment, date, startsAt, endDate, endsAt) => {
    expect(day(moment)).toEqual([
      date,
      `${date}${startsAt}:00.000Z`,
      `${endDate}${endsAt}:00.000Z`,
    ]);
  });

  test("every moment is in one day, and the days follow each other without a gap", () => {
    const moments = fc.integer({ min: Date.parse("2020-01-01"), max: Date.parse("2040-01-01") });
    fc.assert(
      fc.property(moments, (ms) => {
        const { startsAtMs, endsAtMs } = pacificDay(ms);
        expect(startsAtMs).toBeLessThanOrEqual(ms);
        expect(endsAtMs).toBeGreaterThan(ms);
        expect(pacificDay(endsAtMs).startsAtMs).toBe(endsAtMs);
        expect(pacificDay(startsAtMs - 1).endsAtMs).toBe(startsAtMs);
      }),
    );
  });
});
