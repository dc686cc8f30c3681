import fc from "fast-check";
import { aboutTime, TIME_RANGES, timeRangeOf } from "./time-range.ts";

test("a range is the one that its address names", () => {
  for (const range of TIME_RANGES) expect(timeRangeOf(range.about)).toBe(range);
  const moment = fc.integer({ min: 0, max: Date.parse("2100-01-01") });
  fc.assert(
    fc.property(moment, fc.integer({ min: 1, max: 1e10 }), (fromMs, spanMs) => {
      const about = aboutTime(fromMs, fromMs + spanMs);
      expect(timeRangeOf(about)).toMatchObject({ about, spanMs, toMs: fromMs + spanMs });
    }),
  );
});

test.each([
  {},
  { minutes: "7" },
  { from: "2026-11-27T03:00:00Z" },
  { from: "yesterday", to: "today" },
  { from: "2026-11-27T03:00:00Z", to: "2026-11-27T03:00:00Z" },
])("an address that names no range is of the last hour: %j", (about) => {
  expect(timeRangeOf(about).name).toBe("Last hour");
});
