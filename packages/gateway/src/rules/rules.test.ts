import {
  affectedKeys,
  at,
  atOr,
  changedKeys,
  claimsOf,
  compare,
  concat,
  dayOf,
  dayOfWeek,
  difference,
  duration,
  hasAll,
  hasAny,
  hasOnly,
  hoursOf,
  intersection,
  isA,
  isIn,
  listOf,
  matches,
  minus,
  minutesOf,
  monthOf,
  plus,
  removeAll,
  secondsOf,
  setOf,
  sizeOf,
  startOfDay,
  timeNow,
  union,
  uidOf,
  yearOf,
} from "./index.ts";

const TIME = { $timestamp: "2026-01-01T00:00:00.000001Z" };
const MAP = { title: "a", map: { inner: null }, list: [1, "b"], time: TIME };

test("what is missing, or of a type that has no such part, fails", () => {
  expect(at(MAP, "map", "inner")).toBeNull();
  expect(at(MAP, "list", 1)).toBe("b");
  expect(atOr(MAP, ["map", "other"], 7)).toBe(7);
  expect(atOr(MAP, ["map", "inner"], 7)).toBeNull();
  expect(atOr(MAP, undefined, 7)).toBeUndefined();
  for (const value of [at(MAP, "none"), at(MAP, "title", "x"), at(MAP, "list", 5), at(null, "a")]) {
    expect(value).toBeUndefined();
  }
  expect(at(MAP, "toString")).toBeUndefined();
  expect(at(MAP, "time", "$timestamp")).toBeUndefined();
});

test("a time is told in UTC, from Monday", () => {
  const time = { $timestamp: "2026-02-01T23:04:05.999999Z" };
  const parts = [yearOf, monthOf, dayOf, dayOfWeek, hoursOf, minutesOf, secondsOf];
  expect(parts.map((part) => part(time))).toEqual([2026, 2, 1, 7, 23, 4, 5]);
  expect(startOfDay(time)).toEqual({ $timestamp: "2026-02-01T00:00:00.000000Z" });
  expect(parts.map((part) => part("2026"))).toEqual(parts.map(() => undefined));
  expect(startOfDay(null)).toBeUndefined();
  expect(compare(timeNow(), ">", time)).toBe(true);
});

test("sets and lists are put together, and neither with the other", () => {
  const [a, b] = [setOf(["x", "y"]), setOf(["y", "z"])];
  expect(union(a, b)).toEqual(new Set(["x", "y", "z"]));
  expect(intersection(a, b)).toEqual(new Set(["y"]));
  expect(difference(a, b)).toEqual(new Set(["x"]));
  expect(concat(["x"], ["x", null])).toEqual(["x", "x", null]);
  expect(removeAll(["x", { a: 1 }], [{ a: 1 }])).toEqual(["x"]);
  expect([union(a, ["y"]), concat(a, b), removeAll(["x"], a)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("what fails is neither true nor false", () => {
  const missing = at(MAP, "none");
  const judged = [
    compare(missing, "!=", 1),
    compare("a", "<", 1),
    compare(true, ">", false),
    isIn("a", "abc"),
    isIn(missing, ["a"]),
    hasAny("a", ["a"]),
    hasOnly(missing, []),
    isA(missing, "string"),
    matches(3, /^(?:3)$/u),
  ];
  expect(judged).toEqual(judged.map(() => undefined));
});

test("values of two types are unequal, numbers of two kinds may be equal", () => {
  expect(compare(1, "==", { $double: 1 })).toBe(true);
  expect(compare("1", "==", 1)).toBe(false);
  expect(compare(null, "!=", "a")).toBe(true);
  expect(compare(TIME, "<", { $timestamp: "2026-01-01T00:00:00.000002Z" })).toBe(true);
});

test("NaN is unlike itself wherever it is, and no change while it stays", () => {
  const NaN_ = { $number: "NaN" };
  expect(compare(NaN_, "!=", NaN_)).toBe(true);
  expect(compare([1, NaN_], "==", [1, NaN_])).toBe(false);
  expect(compare({ a: NaN_ }, "==", { a: NaN_ })).toBe(false);
  expect(isIn(NaN_, [NaN_])).toBe(false);
  expect(hasOnly([NaN_], [NaN_])).toBe(false);
  expect(removeAll([NaN_], [NaN_])).toEqual([NaN_]);
  expect(affectedKeys({ a: NaN_, b: 1 }, { a: NaN_ })).toEqual(new Set(["b"]));
});

test("lists, sets and the keys of maps are looked through", () => {
  expect(isIn("map", MAP)).toBe(true);
  expect(hasAll(["a", "b"], ["b"])).toBe(true);
  expect(hasOnly(setOf(["a", "a"]), ["a", "c"])).toBe(true);
  expect(hasAny([], ["a"])).toBe(false);
  expect(listOf("a", undefined)).toBeUndefined();
  expect([sizeOf("😀"), sizeOf([1]), sizeOf(MAP), sizeOf({ $bytes: "AAAA" })]).toEqual([
    2, 1, 4, 3,
  ]);
});

test("a difference tells the keys that were added, removed or changed", () => {
  const before = { a: 1, b: 2, c: { d: 1 } };
  const after = { a: 1, b: 3, e: 1 };
  expect(affectedKeys(after, before)).toEqual(new Set(["b", "c", "e"]));
  expect(changedKeys(after, before)).toEqual(new Set(["b"]));
  expect(affectedKeys(after, null)).toBeUndefined();
});

test("times move by durations, to the microsecond", () => {
  expect(plus(TIME, duration(1, "h"))).toEqual({ $timestamp: "2026-01-01T01:00:00.000001Z" });
  expect(minus(TIME, duration(1, "ms"))).toEqual({ $timestamp: "2025-12-31T23:59:59.999001Z" });
  expect(compare(minus(TIME, TIME), "==", duration(0, "s"))).toBe(true);
  expect(plus(TIME, 1)).toBeUndefined();
  expect(plus(Number.MAX_SAFE_INTEGER, 1)).toBeUndefined();
});

test("only an end user has a uid and claims", () => {
  const common = { admin: false, roles: [], teams: [], app: null } as const;
  const ada = { ...common, kind: "user", uid: "ada", claims: { level: 1 } } as const;
  expect([uidOf(ada), at(claimsOf(ada), "level")]).toEqual(["ada", 1]);
  const service = { ...common, kind: "service", uid: "s", service: "s", claims: {} } as const;
  expect([uidOf(service), claimsOf(service)]).toEqual([undefined, undefined]);
});

test.each([
  [1, "int"],
  [1.5, "float"],
  [{ $double: 1 }, "float"],
  [{ $int64: "9007199254740993" }, "int"],
  [{ $number: "NaN" }, "float"],
  ["a", "string"],
  [TIME, "timestamp"],
  [{ $geoPoint: { latitude: 1, longitude: 2 } }, "latlng"],
  [{ $reference: "a/b" }, "path"],
  [["a"], "list"],
  [{}, "map"],
  [true, "bool"],
] as const)("%j is %s", (value, type) => {
  expect(isA(value, type)).toBe(true);
  expect(isA(value, type === "string" ? "map" : "string")).toBe(false);
});
