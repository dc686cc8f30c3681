import { clockTime, compact, dateTime, duration, percent, whole } from "./format.ts";

test.each([
  [0, "0 %"],
  [0.001, "< 1 %"],
  [0.334, "33 %"],
  [0.999, "99 %"],
  [1, "100 %"],
])("a share of %d is %s: what is nearly none or all is not told as none or all", (share, text) => {
  expect(percent(share)).toBe(text);
});

test("numbers are told in one form, whatever the browser's language", () => {
  expect(whole(1_234_567)).toBe("1,234,567");
  expect(compact(1_234_567)).toBe("1.2M");
  expect([duration(7.4), duration(1_250)]).toEqual(["7 ms", "1.3 s"]);
  expect(dateTime("2026-11-27T03:05:59")).toBe("2026-11-27 03:05");
  expect(clockTime(Date.parse("2026-11-27T15:05:59"))).toBe("15:05");
});
