import fc from "fast-check";
import { normalizeTimestamp, padTimestamp } from "./timestamp.ts";

test.each([
  ["2026-11-22T10:00:00Z", "2026-11-22T10:00:00.000000Z"],
  ["2026-11-22T10:00:00.1Z", "2026-11-22T10:00:00.100000Z"],
  ["2026-11-22T10:00:00.123456789Z", "2026-11-22T10:00:00.123456Z"],
  ["1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:59.999999Z"],
  ["2026-11-22T00:30:00.5+02:00", "2026-11-21T22:30:00.500000Z"],
  ["2026-12-31T23:30:00-00:45", "2027-01-01T00:15:00.000000Z"],
  ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000Z"],
  ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"],
  ["9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"],
])("%s is %s", (text, normal) => {
  expect(normalizeTimestamp(text)).toBe(normal);
  expect(normalizeTimestamp(normal)).toBe(normal);
});

test.each([
  "",
  "2026-11-22",
  "2026-11-22T10:00Z",
  "2026-11-22T10:00:00",
  "2026-11-22t10:00:00z",
  "2026-11-22 10:00:00Z",
  "2026-02-30T10:00:00Z",
  "2025-02-29T10:00:00Z",
  "1900-02-29T10:00:00Z",
  "2026-13-01T10:00:00Z",
  "2026-00-01T10:00:00Z",
  "2026-01-00T10:00:00Z",
  "2026-11-22T24:00:00Z",
  "2026-11-22T10:60:00Z",
  "2026-11-22T23:59:60Z",
  "2026-11-22T10:00:00.Z",
  "2026-11-22T10:00:00.1234567890Z",
  "2026-11-22T10:00:00+24:00",
  "2026-11-22T10:00:00+02",
  "0000-12-31T23:59:59Z",
  "10000-01-01T00:00:00Z",
  "0001-01-01T00:00:00+00:01",
  "9999-12-31T23:59:59-00:01",
  "2026-11-22T10:00:00Z\n",
])("%j is no timestamp", (text) => {
  expect(normalizeTimestamp(text)).toBeUndefined();
});

test("every time of JavaScript's is kept to the millisecond, whatever the offset", () => {
  const date = fc.date({
    min: new Date("0001-01-03"),
    max: new Date("9999-12-29"),
    noInvalidDate: true,
  });
  const offsetMinutes = fc.integer({ min: -1439, max: 1439 });
  fc.assert(
    fc.property(date, offsetMinutes, (at, offset) => {
      const local = new Date(at.getTime() + offset * 60_000).toISOString().slice(0, -1);
      const hours = String(Math.floor(Math.abs(offset) / 60)).padStart(2, "0");
      const minutes = String(Math.abs(offset) % 60).padStart(2, "0");
      const text = `${local}${offset < 0 ? "-" : "+"}${hours}:${minutes}`;
      expect(normalizeTimestamp(text)).toBe(at.toISOString().replace("Z", "000Z"));
    }),
  );
});

test("what Firestore sends gets its six digits", () => {
  for (const sent of [
    "2026-11-22T10:00:00Z",
    "2026-11-22T10:00:00.120Z",
    "2026-11-22T10:00:00.120003Z",
    "2026-11-22T10:00:00.120003999Z",
  ]) {
    expect(padTimestamp(sent)).toBe(normalizeTimestamp(sent));
  }
});
