import fc from "fast-check";
import { isTimeZone, lacksZone, readTime, type DateOrder } from "./zoned-time.ts";

const read = (text: string, timeZone?: string, dateOrder: DateOrder = "ymd") => {
  const time = readTime(text, { timeZone, dateOrder });
  return time.ok ? time.value : time.description;
};

test.each([
  ["2020-01-01T00:00:00Z", "2020-01-01T00:00:00.000000Z"],
  ["2020-01-01 00:00:00 UTC", "2020-01-01T00:00:00.000000Z"],
  ["2020-01-01T00:00:00.1234567+01:00", "2019-12-31T23:00:00.123456Z"],
  ["2020-1-5 7:05 -0530", "2020-01-05T12:35:00.000000Z"],
  ["2020/01/05T07:05:06,5+02", "2020-01-05T05:05:06.500000Z"],
])("%s says its zone: %s", (text, time) => {
  expect(read(text)).toBe(time);
  expect(read(text, "Asia/Tokyo")).toBe(time);
  expect(lacksZone(text, "ymd")).toBe(false);
});

test.each([
  ["2015/01/01 01:00:00", "UTC", "2015-01-01T01:00:00.000000Z"],
  ["2015/01/01 01:00:00", "Europe/Berlin", "2015-01-01T00:00:00.000000Z"],
  ["2015-07-01", "America/New_York", "2015-07-01T04:00:00.000000Z"],
  ["2015-07-01 10:00", "Asia/Kolkata", "2015-07-01T04:30:00.000000Z"],
])("%s is of %s: %s", (text, zone, time) => {
  expect(lacksZone(text, "ymd")).toBe(true);
  expect(read(text)).toContain("add --time-zone");
  expect(read(text, zone)).toBe(time);
});

test("dates may come in other orders", () => {
  expect(read("10/03/2004", "UTC", "dmy")).toBe("2004-03-10T00:00:00.000000Z");
  expect(read("10/03/2004", "UTC", "mdy")).toBe("2004-10-03T00:00:00.000000Z");
  expect(read("10.03.2004 18:00", "Europe/Rome", "dmy")).toBe("2004-03-10T17:00:00.000000Z");
  expect(read("10/03/2004", "UTC")).toContain("is not a time");
});

test("an hour that clocks leave out, or have twice, is refused and says why", () => {
  expect(read("2015-03-29 02:30", "Europe/Berlin")).toContain("there is not in Europe/Berlin");
  expect(read("2015-10-25 02:30", "Europe/Berlin")).toMatch(
    /twice in Europe\/Berlin.*\+02:00 or \+01:00/,
  );
  expect(read("2015-10-25 02:30+01:00", "Europe/Berlin")).toBe("2015-10-25T01:30:00.000000Z");
  expect(read("2018-11-04", "America/Sao_Paulo")).toContain("there is not in America/Sao_Paulo");
});

test.each([
  "2015-02-30",
  "2015-13-01T00:00:00Z",
  "2015-01-01 24:00",
  "2015-01-01T10:00:60Z",
  "2015-01-01T10:00:00+25:00",
  "0000-01-01",
  "15-01-01",
  "20150101",
  "1543579505",
  "today",
  "2015-01-01x",
  "2015-01/01",
  "2015-01-01 10",
])("%s is no time", (text) => {
  expect(read(text, "UTC")).toMatch(/^is /);
});

test("what a zone's clocks showed is the time at which they showed it", () => {
  const zone = fc.constantFrom("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC");
  const instant = fc.date({
    min: new Date("1971-01-01"),
    max: new Date("2037-01-01"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(zone, instant, (timeZone, date) => {
      const time = new Date(Math.floor(date.getTime() / 1000) * 1000);
      const local = time.toLocaleString("sv-SE", { timeZone });
      const seen = readTime(local, { timeZone, dateOrder: "ymd" });
      if (seen.ok) expect(seen.value).toBe(`${time.toISOString().slice(0, 19)}.000000Z`);
      else expect(seen.description).toContain("twice");
    }),
  );
});

test("zones are known by their IANA names", () => {
  expect(["UTC", "Europe/Berlin", "Nowhere/City", ""].map(isTimeZone)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
