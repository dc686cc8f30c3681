import type { Filter, Query } from "../query/query.ts";
import { targetKey } from "./target-key.ts";

const a: Filter = { field: ["a"], op: "==", value: 1 };
const b: Filter = { field: ["b"], op: ">", value: "x" };
const c: Filter = { field: ["c"], op: "==", value: null };

const query = (part: Partial<Query>): Query => ({ collection: "c", orderBy: [], ...part });
const keyOf = (part: Partial<Query>) => targetKey({ kind: "query", query: query(part) });

test.each<[string, Partial<Query>, Partial<Query>]>([
  ["the order of filters", { where: { and: [a, b] } }, { where: { and: [b, a] } }],
  ["nested filters", { where: { and: [a, { and: [b, c] }] } }, { where: { and: [a, b, c] } }],
  ["repeated filters", { where: { and: [a, a] } }, { where: a }],
  ["a filter of one", { where: { or: [{ and: [a] }] } }, { where: a }],
  [
    "filters in filters",
    { where: { and: [{ or: [b, a] }, c] } },
    { where: { and: [c, { or: [a, b, a] }] } },
  ],
  [
    "the order that Firestore adds",
    { where: b },
    { where: b, orderBy: [{ field: ["b"], direction: "asc" }] },
  ],
])("queries that differ in %s share a target", (_, one, other) => {
  expect(keyOf(one)).toBe(keyOf(other));
});

test.each<[string, Partial<Query>, Partial<Query>]>([
  ["collection", {}, { collection: "d" }],
  ["group", {}, { allDescendants: true }],
  ["values", { where: a }, { where: { ...a, value: 2 } }],
  ["types of values", { where: a }, { where: { ...a, value: "1" } }],
  ["how filters join", { where: { and: [a, b] } }, { where: { or: [a, b] } }],
  ["order", { orderBy: [{ field: ["a"], direction: "asc" }] }, {}],
  ["limit", { limit: 1 }, { limit: 2 }],
  ["fields", { select: [["a"]] }, {}],
  ["start", { startAt: { values: [1], before: true } }, {}],
])("queries that differ in their %s don't", (_, one, other) => {
  expect(keyOf(one)).not.toBe(keyOf(other));
});

test("a document is no query", () => {
  expect(targetKey({ kind: "document", path: "c/a" })).not.toBe(
    targetKey({ kind: "document", path: "c/b" }),
  );
  expect(targetKey({ kind: "document", path: "c" })).not.toBe(keyOf({}));
});
