import { quotaSetting, subject } from "./quota.ts";

const taken = (...windows: readonly object[]) => quotaSetting.safeParse({ calls: windows }).success;

test("a caller's own windows are of any size that can be counted and waited for", () => {
  expect(taken({ per: "second", amount: 1e12 })).toBe(true);
  expect(taken({ per: "day", amount: 1 })).toBe(true);
  expect(taken({ per: "day", amount: 1.5, burst: 366 })).toBe(true);
  expect(taken({ per: "second", amount: 10 }, { per: "day", amount: 1_000 })).toBe(true);
});

test.each<[string, object]>([
  ["lets nothing through", { per: "day", amount: 0.5 }],
  ["never holds enough for a call", { per: "day", amount: 10, burst: 0.5 }],
  ["refills so slowly that nobody can say when", { per: "day", amount: 1, burst: 367 }],
  ["refills next to nothing", { per: "day", amount: 5e-324, burst: 1 }],
  ["can't be counted", { per: "second", amount: 1.7e308 }],
])("a window that %s is refused", (_what, window) => {
  expect(taken(window)).toBe(false);
});

test("two windows of one unit are refused: they would be one bucket of two sizes", () => {
  expect(taken({ per: "day", amount: 1 }, { per: "day", amount: 5 })).toBe(false);
});

test("a caller is blocked, or it is not said", () => {
  expect(quotaSetting.safeParse({ blocked: true }).success).toBe(true);
  expect(quotaSetting.safeParse({ blocked: true, calls: null }).success).toBe(true);
  expect(quotaSetting.safeParse({ blocked: null }).success).toBe(true);
  expect(quotaSetting.safeParse({ blocked: false }).success).toBe(false);
});

test("a caller is named by its uid, its service's name or its key in the log", () => {
  const key = `anonymous-${"a_-9".repeat(10)}abc`;
  for (const named of [{ uid: "ada" }, { service: "catalog" }, { key }]) {
    expect(subject.safeParse(named).success).toBe(true);
  }
  const tooMany = [
    { uid: "ada", key },
    { uid: "ada", service: "catalog" },
  ];
  const wrongKeys = ["budget", `${key}~1`, key.slice(1), `admin-${"a".repeat(43)}`, `${key}\n`, ""];
  for (const named of [{}, ...tooMany, ...wrongKeys.map((wrong) => ({ key: wrong }))]) {
    expect(subject.safeParse(named).success).toBe(false);
  }
});
