import { GatewayError } from "../errors/error.ts";
import type { Operator } from "../values/operator.ts";
import type { Filter, Query } from "../query/query.ts";
import type { Value } from "../values/value.ts";
import { restrict } from "./restrict.ts";

const query = (where?: Filter): Query => ({
  collection: "notes",
  orderBy: [],
  ...(where && { where }),
});
const is = (field: string, op: Operator, value: Value): Filter => ({ field: [field], op, value });
const mine = is("author", "==", "ada");
const open = is("open", "==", true);

test("a policy that always holds leaves the query as it is", () => {
  const asked = query(open);
  expect(restrict(asked, true)).toBe(asked);
});

test("the policy's filter is AND-ed to the query's", () => {
  expect(restrict(query(), mine).where).toEqual(mine);
  expect(restrict(query(open), mine).where).toEqual({ and: [open, mine] });
  expect(restrict(query({ or: [open, mine] }), mine).where).toEqual({
    and: [{ or: [open, mine] }, mine],
  });
});

test.each<[string, Filter, Filter]>([
  ["it is the policy's", mine, mine],
  ["it is narrower than an `in`", is("team", "==", "red"), is("team", "in", ["red", "blue"])],
  ["it is a part of an `in`", is("team", "in", ["red"]), is("team", "in", ["red", "blue"])],
  ["it is one of the alternatives", { and: [open, mine] }, { or: [is("x", "==", 1), mine] }],
  ["it is the whole conjunction", { and: [open, mine] }, { and: [mine, open] }],
])("a query whose filter implies the policy's stays as it is: %s", (_, where, filter) => {
  const asked = query(where);
  expect(restrict(asked, filter)).toBe(asked);
});

test.each<[string, Filter, Filter]>([
  ["another value", is("author", "==", "bob"), mine],
  ["another field", is("editor", "==", "ada"), mine],
  ["another type", is("n", "==", "1"), is("n", "==", 1)],
  ["a wider `in`", is("team", "in", ["red", "green"]), is("team", "in", ["red", "blue"])],
  ["one of several alternatives", { or: [open, mine] }, mine],
  ["a range", is("n", ">", 2), is("n", ">", 1)],
])("what does not imply the policy's filter does not replace it: %s", (_, where, filter) => {
  expect(restrict(query(where), filter).where).toMatchObject({ and: [where, filter] });
});

test("a query that Firestore can't express is the caller's own mistake", () => {
  const where = { and: [is("a", "!=", 1), is("b", "!=", 1)] };
  expect(() => restrict(query(where), true)).toThrow("where: only one != or not-in is possible");
  const huge = { and: Array.from({ length: 50 }, () => is("a", "in", [...Array(30).keys()])) };
  expect(() => restrict(query(huge), mine)).toThrow("disjunctions of at most 30");
});

test.each<[string, Filter, Filter]>([
  ["two not-in", is("a", "not-in", [1]), is("b", "not-in", [1])],
  ["two array-contains", is("a", "array-contains", 1), is("b", "array-contains", 1)],
  ["31 disjunctions", is("a", "in", [...Array(16).keys()]), { or: [mine, open] }],
])("what Firestore can't express together is refused before it is sent: %s", (_, where, filter) => {
  const attempt = () => restrict(query(where), filter);
  expect(attempt).toThrow(GatewayError);
  expect(attempt).toThrow("The collection's policy adds filters");
});
