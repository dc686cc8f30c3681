import type { Operator } from "../values/operator.ts";
import type { Filter, Query } from "./query.ts";
import type { Value } from "../values/value.ts";
import { countDisjunctions, toDisjunctions } from "./disjunctions.ts";
import { queryConflict } from "./query-conflict.ts";

const is = (field: string, op: Operator, value: Value = 1): Filter => ({
  field: [field],
  op,
  value: op === "in" || op === "not-in" || op === "array-contains-any" ? [value] : value,
});
const list = (field: string, op: Operator, length: number): Filter => ({
  field: [field],
  op,
  value: [...Array(length).keys()],
});
const all = (...and: Filter[]): Filter => ({ and });
const any = (...or: Filter[]): Filter => ({ or });
const conflict = (where: Filter, query: Partial<Query> = {}) =>
  queryConflict({ collection: "t", orderBy: [], where, ...query });

/** As the Firestore emulator answers, but for duplicates: it counts alternatives that are the same once. */
const REFUSED: readonly [string, Filter][] = [
  ["two array-contains of one field", all(is("x", "array-contains"), is("x", "array-contains", 2))],
  ["two array-contains", all(is("x", "array-contains"), is("y", "array-contains"))],
  [
    "array-contains beside one in an or",
    all(is("x", "array-contains"), any(is("y", "array-contains"), is("z", "=="))),
  ],
  [
    "array-contains and array-contains-any",
    all(is("x", "array-contains"), is("y", "array-contains-any")),
  ],
  ["two array-contains-any", all(is("x", "array-contains-any"), is("y", "array-contains-any"))],
  ["two not-in", all(is("x", "not-in"), is("y", "not-in"))],
  ["two not-in of one field", all(is("x", "not-in"), is("x", "not-in", 2))],
  ["not-in and in", all(is("x", "not-in"), is("y", "in"))],
  ["not-in and array-contains-any", all(is("x", "not-in"), is("y", "array-contains-any"))],
  ["not-in in an or", any(is("x", "not-in"), is("y", "=="))],
  ["not-in beside an or", all(is("x", "not-in"), any(is("y", "=="), is("z", "==")))],
  ["not-in and !=", all(is("x", "not-in"), is("y", "!="))],
  ["two !=", all(is("x", "!="), is("y", "!="))],
  ["two != in an or", any(is("x", "!="), is("y", "!="))],
  ["!= and not null", all(is("x", "!="), { field: ["y"], op: "!=", value: null })],
  ["31 values", list("x", "in", 31)],
  ["10 × 4 values", all(list("x", "in", 10), list("y", "in", 4))],
  ["31 alternatives", any(...[...Array(31).keys()].map((i) => is("x", "==", i)))],
  ["ranges on 11 fields", all(...[...Array(11).keys()].map((i) => is(`f${String(i)}`, ">")))],
  ["101 filters", all(...[...Array(101).keys()].map((i) => is(`f${String(i)}`, "==")))],
  ["a range beside the id", all(is("__name__", "=="), is("x", ">"))],
  ["a range beside ids", all(is("__name__", "in"), is("x", ">"))],
];

const ACCEPTED: readonly [string, Filter][] = [
  ["array-contains in each alternative", any(is("x", "array-contains"), is("y", "array-contains"))],
  [
    "array-contains-any in each alternative",
    any(is("x", "array-contains-any"), is("y", "array-contains-any")),
  ],
  ["!= and in", all(is("x", "!="), is("y", "in"))],
  ["!= in an or", any(is("x", "!="), is("y", "=="))],
  ["!= and a range", all(is("x", "!="), is("y", ">"))],
  ["not-in and a range", all(is("x", "not-in"), is("y", ">"))],
  ["30 values", list("x", "in", 30)],
  ["10 × 3 values", all(list("x", "in", 10), list("y", "in", 3))],
  ["ranges on 10 fields", all(...[...Array(10).keys()].map((i) => is(`f${String(i)}`, ">")))],
  ["100 filters", all(...[...Array(100).keys()].map((i) => is(`f${String(i)}`, "==")))],
  ["an equality beside the id", all(is("__name__", "=="), is("x", "=="))],
  ["a range of the id", all(is("__name__", ">"), is("x", "=="))],
];

test.each(REFUSED)("%s can't be one query", (_, where) => {
  expect(conflict(where)).toEqual(expect.any(String));
});

test.each(ACCEPTED)("%s can be one query", (_, where) => {
  expect(conflict(where)).toBeUndefined();
});

test("filters, orders and the parent document count together", () => {
  const where = all(...[...Array(99).keys()].map((i) => is(`f${String(i)}`, "==")));
  const orderBy = [{ field: ["__name__"], direction: "asc" }] as const;
  expect(conflict(where, { orderBy })).toBeUndefined();
  expect(conflict(where, { orderBy, collection: "users/ada/notes" })).toContain("of at most 100");
});

test("a query that would take forever to write out is not written out", () => {
  const where = all(...Array.from({ length: 50 }, () => list("x", "in", 30)), list("y", "in", 0));
  expect(conflict(where)).toContain("disjunctions of at most 30");
  expect(() => toDisjunctions(where)).toThrow(RangeError);
});

test("the disjunctive normal form is what is counted", () => {
  const where = all(any(is("a", "=="), is("b", "==")), list("c", "in", 3), is("d", ">"));
  expect(countDisjunctions(where)).toBe(6);
  expect(toDisjunctions(where)).toHaveLength(6);
  expect(toDisjunctions(where)[0]).toEqual([is("a", "=="), is("c", "==", 0), is("d", ">")]);
  expect(toDisjunctions(undefined)).toEqual([[]]);
});
