import { parseIndex } from "../../indexes/index-definition.ts";
import type { UsedIndex } from "../../indexes/used-indexes.ts";
import { OTHER } from "../../usage/counts-by-key.ts";
import { queryKey } from "../../usage/query-key.ts";
import { UsageTotals } from "../../usage/usage-totals.ts";
import { SPAN_MS } from "../../usage/usage-window.ts";
import type { AdvisedCollection, KnownUsage } from "./advised.ts";
import { adviseOn } from "./advise-on.ts";
import { booksWith, listed, NOW_MS, usageOf } from "./advised-usage.fixture.ts";
import { knownDays } from "./known-days.ts";

const books = booksWith([["a", "b desc"]]);
const query = (
  indexes: readonly UsedIndex[],
  fields: readonly string[] = ["a", "b", "c", "d", "m"],
) => listed({ shape: "any", indexes, fields });
const automatic = query([{ name: "automatic", as: 0 }]);

/** The kinds and subjects of the advice, and its sentences. */
function advised(
  calls: readonly ReturnType<typeof listed>[] = [automatic],
  changed: Partial<KnownUsage> & { definitions?: readonly AdvisedCollection[] } = {},
) {
  const { definitions = [books], ...changes } = changed;
  const usage = usageOf(
    definitions,
    calls.map((call) => ({ call, daysAgo: 3 })),
  );
  return adviseOn({ ...usage, ...changes }, definitions);
}

const subjects = (advice: ReturnType<typeof advised>) =>
  advice.map(({ kind, collection, subject }) => [kind, collection, subject]);

const UNUSED = ["unused-index", "books", "a, b desc"];

test("an index that no query needed for 30 days is told, with how long", () => {
  expect(advised()).toEqual([
    {
      kind: "unused-index",
      collection: "books",
      subject: "a, b desc",
      what: expect.stringContaining("in 33 days"),
    },
  ]);
});

test("nothing is said of an index that is used, or may have been", () => {
  expect(advised([automatic, query([{ name: "a, b desc", as: 1 }])])).toEqual([]);
  expect(advised([automatic, query([{ name: "a, b desc", as: "merged" }])])).toEqual([]);
  expect(advised([automatic, listed(undefined)])).toEqual([]);
  expect(advised([automatic], { isReachedDirectly: (id) => id === "books" })).toEqual([]);
});

test("nothing is said before it was declared, and usage known, for 30 days", () => {
  expect(subjects(advised([automatic], { knownDays: 30 }))).toEqual([UNUSED]);
  expect(advised([automatic], { knownDays: 29 })).toEqual([]);
  const of = (days: number) => adviseOn(usageOf([books], [], days), [books]);
  expect(subjects(of(33))).toContainEqual(UNUSED);
  expect(of(32)).toEqual([]);
  const later = booksWith([
    ["a", "b desc"],
    ["b", "a"],
  ]);
  expect(subjects(adviseOn(usageOf([books], [{ call: automatic, daysAgo: 0 }]), [later]))).toEqual([
    UNUSED,
  ]);
});

test("what was not told apart silences its own collection alone", () => {
  const films = booksWith([["c", "a"]], { path: "films" });
  const definitions = [books, films];
  const { days, ...usage } = usageOf(definitions, [
    { call: automatic, daysAgo: 1 },
    {
      call: listed({ shape: "x", indexes: [], fields: ["a", "b", "c", "d", "m"] }, "films"),
      daysAgo: 1,
    },
  ]);
  const withOthers = (key: string) => {
    const totals = new UsageTotals();
    totals.groups.index.add(key, { calls: 1 });
    return [...days, { fromMs: NOW_MS, totals }];
  };
  const of = (key: string) => subjects(adviseOn({ ...usage, days: withOthers(key) }, definitions));
  const ofFilms = ["unused-index", "films", "c, a"];
  expect(of(queryKey("other", OTHER))).toEqual([UNUSED, ofFilms]);
  expect(of(queryKey("books", OTHER))).toEqual([ofFilms]);
  expect(of(queryKey("books", "(merged)"))).toEqual([ofFilms]);
  expect(of(queryKey("{path=**}/books", OTHER))).toEqual([ofFilms]);
  expect(of(queryKey("{path=**}", OTHER))).toEqual([]);
  expect(of(OTHER)).toEqual([]);
});

test("an index of a group is another than one of its collections, and is used by its id", () => {
  const group = {
    ...books,
    path: "{path=**}/books",
    groupIndexes: [parseIndex(["a", "b desc"])],
    indexes: [],
  };
  const used = query([{ name: "a, b desc (group)", as: 1 }]);
  expect(subjects(advised([automatic, used], { definitions: [books, group] }))).toEqual([UNUSED]);
  const other = query([{ name: "a, b desc", as: 1 }]);
  expect(subjects(advised([automatic, other], { definitions: [books, group] }))).toEqual([
    ["unused-index", "{path=**}/books", "a, b desc (group)"],
  ]);
});

test("of two indexes that serve the same queries, one is told to be enough", () => {
  const both = booksWith([
    ["a", "b", "c"],
    ["b", "a", "c"],
    ["b", "c"],
  ]);
  const definitions = [both];
  const uses = (...indexes: readonly UsedIndex[]) =>
    subjects(advised([automatic, query([...indexes, { name: "b, c", as: 1 }])], { definitions }));
  const replaced = [["replaced-index", "books", "a, b, c"]];
  expect(uses({ name: "a, b, c", as: 1 }, { name: "b, a, c", as: 2 })).toEqual(replaced);
  expect(uses({ name: "a, b, c", as: 2 }, { name: "b, a, c", as: 1 })).toEqual([
    ["replaced-index", "books", "b, a, c"],
  ]);
  expect(uses({ name: "a, b, c", as: 2 }, { name: "b, a, c", as: 2 })).toEqual([]);
  expect(uses({ name: "a, b, c", as: "merged" }, { name: "b, a, c", as: 2 })).toEqual([]);
  // Of two that would do for each other, one stays.
  expect(uses({ name: "a, b, c", as: 1 }, { name: "b, a, c", as: 1 })).toEqual(replaced);
});

test("fields that no query named are told with the exemption, and not those that have one", () => {
  const films = booksWith([], { path: "films", unindexed: ["d"] });
  const of = (...fields: readonly string[]) => {
    const call = listed({ shape: "any", indexes: [], fields }, "films");
    return adviseOn(usageOf([films], [{ call, daysAgo: 1 }]), [films]);
  };
  expect(of("b", "m.x")).toEqual([
    {
      kind: "unqueried-field",
      collection: "films",
      subject: "a, c, m.y",
      what: expect.stringMatching(/^No query of 33 days .* written 360 times/),
      paste: 'unindexed: ["d","a","c","m.y"]',
    },
  ]);
  expect(of("a", "b", "c", "m")).toEqual([]);
  expect(of("a", "b", "c", "m.*")[0]?.subject).toBe("m.x, m.y");
});

test("nothing is said of fields that a query may have named under another pattern, or that are not written", () => {
  const films = booksWith([], { path: "films" });
  const call = (path: string) => listed({ shape: "any", indexes: [], fields: ["*"] }, path);
  const of = (path: string) =>
    adviseOn(usageOf([films], [{ call: call(path), daysAgo: 1 }]), [films]);
  expect(of("films")).toHaveLength(1);
  expect(of("{path=**}")).toEqual([]);
  const { days, ...usage } = usageOf([], [{ call: automatic, daysAgo: 1 }]);
  expect(adviseOn({ ...usage, days }, [films])).toEqual([]);
});

test("what was counted is told by what it is about", () => {
  const { days, ...usage } = usageOf([], []);
  const totals = days[0]?.totals ?? new UsageTotals();
  const { collection, hotDocument } = totals.groups;
  collection.add("get books", { reads: 400, found: 100, missing: 300, repeated: 250 });
  collection.add("own _quotas", { reads: 400, found: 100, missing: 300, repeated: 250 });
  hotDocument.add("books", { minutes: 2, written: 400 });
  totals.tops.shape.add(JSON.stringify(["books", "a ==", "automatic"]), { reads: 500 });
  expect(subjects(adviseOn({ ...usage, days }, []))).toEqual([
    ["query", "books", "a =="],
    ["cache", "books", "get"],
    ["missing", "books", "get"],
    ["hot-document", "books", "writes"],
  ]);
});

test("usage is known up to a gap of more than five days", () => {
  const now = 100 * SPAN_MS.day;
  const from = (...days: readonly number[]) =>
    knownDays(
      days.map((day) => day * SPAN_MS.day),
      now,
    );
  expect(from()).toBe(0);
  expect(from(69, 75, 81, 87, 93, 99)).toBe(31);
  expect(from(69, 76, 82, 88, 94)).toBe(24);
  expect(from(69, 93)).toBe(0);
});
