import fc from "fast-check";
import { compileQuery } from "../documents/rest/compile-query.ts";
import { trial } from "../documents/query.arbitrary.ts";
import { GatewayError } from "../errors/error.ts";
import type { Filter, Query } from "../query/query.ts";
import { toQuery } from "./structured-query.ts";

const ROOT = "projects/p/databases/(default)/documents/";
const PLACE = { step: "structuredQuery" };

function read(sent: unknown, parent = ""): Query {
  const json: unknown = JSON.parse(JSON.stringify(sent));
  return toQuery(json, PLACE, { parent, root: ROOT });
}

test("nothing of a query is lost or added", () => {
  let asked = 0;
  fc.assert(
    fc.property(trial("users/ada/notes"), ({ queries }) => {
      for (const query of queries) {
        // The id of a group has no slash.
        if (query.allDescendants === true) continue;
        const { structuredQuery } = compileQuery(query, ROOT);
        const sent = readable(structuredQuery, "users/ada");
        if (sent === undefined) continue;
        asked += 1;
        expect(compileQuery(sent, ROOT).structuredQuery).toEqual(structuredQuery);
        expect(sent.where).toEqual(query.where && withoutLone(query.where));
      }
    }),
  );
  expect(asked).toBeGreaterThan(100);
});

/** The query; undefined for one of those that ask for what Firestore refuses. */
function readable(structuredQuery: unknown, parent: string): Query | undefined {
  try {
    return read(structuredQuery, parent);
  } catch (error) {
    if (error instanceof GatewayError) return undefined;
    throw error;
  }
}

/** The filter as it is sent: what stands alone needs no `and` around it. */
function withoutLone(filter: Filter): Filter {
  if (!("and" in filter) && !("or" in filter)) return filter;
  const parts = ("and" in filter ? filter.and : filter.or).map(withoutLone);
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  return "and" in filter ? { and: parts } : { or: parts };
}

const from = [{ collectionId: "rows" }];
const NULL = { nullValue: null };
const LIST = { arrayValue: { values: [{ stringValue: "a" }] } };

test("enums may be names or numbers, fields in either spelling, and a limit wrapped or not", () => {
  const field = { field_path: "a" };
  const sent = {
    from: [{ collection_id: "rows", all_descendants: true }],
    where: { field_filter: { field, op: 3, value: { integer_value: 1 } } },
    order_by: [{ field, direction: 2 }],
    start_at: { values: [{ integer_value: "5" }] },
    limit: { value: 7 },
  };
  expect(read(sent)).toEqual({
    collection: "rows",
    allDescendants: true,
    where: { field: ["a"], op: ">", value: 1 },
    orderBy: [{ field: ["a"], direction: "desc" }],
    startAt: { values: [5], before: false },
    limit: 7,
  });
});

test("a composite of one filter is that filter", () => {
  const where = fieldFilter("NOT_EQUAL", { stringValue: "a" });
  for (const op of ["AND", "OR"]) {
    expect(read({ from, where: alone(op, where) })).toEqual(read({ from, where }));
  }
  const notIn = fieldFilter("NOT_IN", LIST);
  expect(read({ from, where: alone("AND", notIn) })).toEqual(read({ from, where: notIn }));
});

test.each([
  ["EQUAL", NULL, "IS_NULL"],
  ["NOT_EQUAL", NULL, "IS_NOT_NULL"],
  ["EQUAL", { doubleValue: "NaN" }, "IS_NAN"],
  ["NOT_EQUAL", { doubleValue: "NaN" }, "IS_NOT_NAN"],
])("%s with %j means %s", (op, value, unary) => {
  const unaryFilter = { field: { fieldPath: "a" }, op: unary };
  expect(read({ from, where: fieldFilter(op, value) })).toEqual(
    read({ from, where: { unaryFilter } }),
  );
});

test.each<[string, object]>([
  ["no collection", {}],
  ["all collections", { from: [{}] }],
  ["two collections", { from: [...from, ...from] }],
  ["a path as an id", { from: [{ collectionId: "a/b/c" }] }],
  ["the gateway's reserved ids", { from: [{ collectionId: "__a__" }] }],
  ["an unknown part", { from, having: {} }],
  ["a negative limit", { from, limit: -1 }],
  ["a limit in words", { from, limit: "ten" }],
  ["a negative offset", { from, offset: -1 }],
  ["an order without a field", { from, orderBy: [{}] }],
  ["one order twice", { from, orderBy: [order("a"), order("a")] }],
  ["an order after the id", { from, orderBy: [order("__name__"), order("a")] }],
  ["more values than orders", { from, startAt: { values: [NULL] } }],
  ["an empty filter", { from, where: {} }],
  ["a composite of none", { from, where: { compositeFilter: { op: "AND", filters: [] } } }],
  ["not-in in an or of one", { from, where: alone("OR", fieldFilter("NOT_IN", LIST)) }],
  [
    "not-in beside an or of one",
    {
      from,
      where: {
        compositeFilter: {
          op: 1,
          filters: [fieldFilter("NOT_IN", LIST), alone(2, fieldFilter("EQUAL", NULL, "b"))],
        },
      },
    },
  ],
  ["an unknown operator", { from, where: fieldFilter("LIKE", { stringValue: "a" }) }],
  ["in without a list", { from, where: fieldFilter("IN", { stringValue: "a" }) }],
  ["in with no values", { from, where: fieldFilter("IN", { arrayValue: {} }) }],
  [
    "31 values",
    {
      from,
      where: fieldFilter("IN", { arrayValue: { values: Array.from({ length: 31 }, () => NULL) } }),
    },
  ],
  ["an id that is none", { from, where: fieldFilter("EQUAL", { stringValue: "a" }, "__name__") }],
  ["a lone surrogate", { from, where: fieldFilter("EQUAL", { stringValue: "\ud800" }) }],
  ["11 filters within each other", { from, where: deep(11) }],
  [
    "101 filters",
    {
      from,
      where: {
        compositeFilter: {
          op: "OR",
          filters: Array.from({ length: 101 }, () => fieldFilter("EQUAL", NULL)),
        },
      },
    },
  ],
  [
    "a vector that is none",
    {
      from,
      findNearest: {
        vectorField: { fieldPath: "v" },
        limit: 1,
        distanceMeasure: 1,
        queryVector: { stringValue: "v" },
      },
    },
  ],
])("a query with %s is refused, with its place", (_, sent) => {
  expect(() => read(sent)).toThrow(/^structuredQuery/);
});

function order(fieldPath: string) {
  return { field: { fieldPath } };
}

function fieldFilter(op: string, value: object, fieldPath = "a") {
  return { fieldFilter: { field: { fieldPath }, op, value } };
}

function alone(op: string | number, filter: object): object {
  return { compositeFilter: { op, filters: [filter] } };
}

function deep(levels: number): object {
  if (levels === 0) return fieldFilter("EQUAL", NULL);
  return alone("AND", deep(levels - 1));
}
