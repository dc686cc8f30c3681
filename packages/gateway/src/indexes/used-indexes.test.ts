import type { Filter, Query } from "../query/query.ts";
import { AUTOMATIC_INDEXES } from "./collection-indexes.ts";
import { parseIndex } from "./index-definition.ts";
import { usedIndexes } from "./used-indexes.ts";

const declared = {
  ...AUTOMATIC_INDEXES,
  indexes: [
    ["a", "b", "n desc"],
    ["a", "n"],
    ["b", "n"],
    ["b", "a", "v vector(2)"],
  ].map(parseIndex),
  groupIndexes: [["a", "n"], ["n"]].map(parseIndex),
};

function used(query: Partial<Query>) {
  return usedIndexes({ query: { collection: "c", orderBy: [], ...query } }, declared);
}

const equal = (...fields: readonly string[]): Filter => ({
  and: fields.map((field) => ({ field: [field], op: "==", value: 1 })),
});
const by = (field: string, direction: "asc" | "desc") => [{ field: [field], direction }];

test("an index is told by its fields, with how many of them the query is ordered by", () => {
  expect(used({ where: equal("b", "a"), orderBy: by("n", "desc") })).toEqual([
    { name: "a, b, n desc", as: 1 },
  ]);
  const orderBy = [...by("b", "asc"), ...by("n", "desc")];
  expect(used({ where: equal("a"), orderBy })).toEqual([{ name: "a, b, n desc", as: 2 }]);
});

test("each index that Firestore may merge is told as such", () => {
  expect(used({ where: equal("a", "b"), orderBy: by("n", "asc") })).toEqual([
    { name: "a, n", as: "merged" },
    { name: "b, n", as: "merged" },
    { name: "automatic", as: 0 },
  ]);
});

test("single fields' own indexes and the order by ids are told without names", () => {
  expect(used({ where: equal("x", "y") })).toEqual([{ name: "automatic", as: 0 }]);
  expect(used({})).toEqual([{ name: "__name__", as: 0 }]);
});

test("each disjunction's is told, once", () => {
  const where = { or: [equal("a"), equal("x"), equal("y")] };
  expect(used({ where, orderBy: by("n", "asc") }).slice(0, 1)).toEqual([{ name: "a, n", as: 1 }]);
  expect(used({ where })).toEqual([{ name: "automatic", as: 0 }]);
});

test("an index of a group is told as one, and a vector index as it is declared", () => {
  const group = { allDescendants: true, where: equal("a"), orderBy: by("n", "asc") } as const;
  expect(used(group)).toEqual([{ name: "a, n (group)", as: 1 }]);
  const findNearest = { field: ["v"], vector: [1, 2], distance: "EUCLIDEAN", limit: 3 } as const;
  expect(used({ where: equal("a", "b"), findNearest })).toEqual([
    { name: "b, a, v vector(2)", as: 0 },
  ]);
});
