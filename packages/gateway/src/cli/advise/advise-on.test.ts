import { parseIndex } from "../../indexes/index-definition.ts";
import { UsageTotals } from "../../usage/usage-totals.ts";
import { adviceOn, type KnownUsage } from "./advise-on.ts";
import { knownDays } from "./known-days.ts";

const DAY_MS = 86_400_000;
const books = {
  path: "books",
  collectionId: "books",
  indexes: [parseIndex(["genre", "rating desc"])],
  groupIndexes: [],
  unindexed: [],
};

function advised(changes: Partial<KnownUsage>, index = "automatic", listed = 1) {
  const totals = new UsageTotals();
  totals.groups.collection.add("list books", { calls: listed });
  totals.groups.index.add(JSON.stringify(["books", index]), { calls: 1 });
  return adviceOn({ totals, days: 30, directIds: new Set(), ...changes }, [books]);
}

test("an index that no query used for 30 days is told, with how long", () => {
  expect(advised({ days: 31 })).toEqual([
    {
      kind: "unused-index",
      collection: "books",
      subject: "genre, rating desc",
      what: expect.stringContaining("in 31 days"),
    },
  ]);
});

test("nothing is said of an index that is used, or of which too little is known", () => {
  expect(advised({}, "genre, rating desc")).toEqual([]);
  expect(advised({}, "(merged)")).toEqual([]);
  expect(advised({}, "automatic", 2)).toEqual([]);
  expect(advised({ days: 29 })).toEqual([]);
  expect(advised({ directIds: new Set(["books"]) })).toEqual([]);
});

test("documents that are missing again and again are told with their share, and queries in vain", () => {
  const totals = new UsageTotals();
  totals.groups.collection.add("get books", { calls: 400, found: 100, missing: 300 });
  totals.groups.collection.add("get films", { calls: 4_000, found: 3_700, missing: 300 });
  totals.tops.shape.add(JSON.stringify(["books", "genre ==", "automatic"]), { reads: 500 });
  const advice = adviceOn({ totals, days: 1, directIds: new Set() }, [books]);
  expect(advice.map(({ what }) => what)).toEqual([
    expect.stringContaining("500 reads found nothing"),
    expect.stringContaining("300 documents asked for were not there, 75 %"),
  ]);
});

test("usage is known up to a gap of more than five days", () => {
  const now = 100 * DAY_MS;
  const from = (...days: readonly number[]) =>
    knownDays(
      days.map((day) => day * DAY_MS),
      now,
    );
  expect(from()).toBe(0);
  expect(from(69, 75, 81, 87, 93, 99)).toBe(31);
  expect(from(69, 76, 82, 88, 94)).toBe(24);
  expect(from(69, 93)).toBe(0);
});
