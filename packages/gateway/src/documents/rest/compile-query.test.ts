import fc from "fast-check";
import { parseFieldPath } from "../../paths/field-path.ts";
import { checkListedPath } from "../../paths/path.ts";
import type { Operator } from "../../values/operator.ts";
import type { Filter, QueryPosition, Query } from "../../query/query.ts";
import * as arbitrary from "../../values/value.arbitrary.ts";
import { WHITE_SPACE } from "../../paths/document-id.samples.ts";
import { decodeValue } from "../codec.ts";
import { trial } from "../query.arbitrary.ts";
import { StoreError } from "../store.ts";
import { compileAggregate, compileQuery } from "./compile-query.ts";
import type { JsonCursor, JsonFilter } from "./rest-json.ts";

const ROOT = "projects/p/databases/(default)/documents/";

test("nothing of a query is lost or added", () => {
  fc.assert(
    fc.property(trial("users/ada/notes"), ({ queries }) => {
      for (const query of queries) {
        if (query.allDescendants === true) continue;
        expect(decompile(query)).toEqual(query.where ? withoutLoneParts(query) : query);
      }
    }),
  );
});

/** The query that Firestore is asked, read back by the rules of its REST API. */
function decompile(query: Query): Query {
  const { structuredQuery, parent } = compileQuery(query, ROOT);
  const { from, where, orderBy = [], startAt, endAt, offset, limit, select } = structuredQuery;
  expect(Object.keys(structuredQuery)).toEqual(
    ["from", "select", "where", "orderBy", "startAt", "endAt", "offset", "limit"].filter(
      (name) => name in structuredQuery,
    ),
  );
  return {
    collection: `${decodeURIComponent(parent.slice(1))}/${from[0].collectionId}`,
    orderBy: orderBy.map(({ field, direction }) => ({
      field: parseFieldPath(field.fieldPath),
      direction: direction === "ASCENDING" ? "asc" : "desc",
    })),
    ...(where && { where: decompileFilter(where) }),
    ...(startAt && { startAt: decompileCursor(startAt) }),
    ...(endAt && { endAt: decompileCursor(endAt) }),
    ...(offset !== undefined && { offset }),
    ...(limit !== undefined && { limit }),
    ...(select && { select: select.fields.map(({ fieldPath }) => parseFieldPath(fieldPath)) }),
  };
}

const COMPARISONS: Readonly<Record<string, Operator>> = {
  EQUAL: "==",
  NOT_EQUAL: "!=",
  LESS_THAN: "<",
  LESS_THAN_OR_EQUAL: "<=",
  GREATER_THAN: ">",
  GREATER_THAN_OR_EQUAL: ">=",
  IN: "in",
  NOT_IN: "not-in",
  ARRAY_CONTAINS: "array-contains",
  ARRAY_CONTAINS_ANY: "array-contains-any",
};

function decompileFilter(filter: JsonFilter): Filter {
  if ("compositeFilter" in filter) {
    const parts = filter.compositeFilter.filters.map(decompileFilter);
    return filter.compositeFilter.op === "AND" ? { and: parts } : { or: parts };
  }
  if ("fieldFilter" in filter) {
    const { field, op, value } = filter.fieldFilter;
    const name = COMPARISONS[op] as Operator;
    return { field: parseFieldPath(field.fieldPath), op: name, value: decodeValue(value, ROOT) };
  }
  const { field, op } = filter.unaryFilter;
  return {
    field: parseFieldPath(field.fieldPath),
    op: op.startsWith("IS_NOT") ? "!=" : "==",
    value: op.endsWith("NULL") ? null : { $number: "NaN" },
  };
}

function decompileCursor({ values, before }: JsonCursor): QueryPosition {
  return { values: values.map((value) => decodeValue(value, ROOT)), before };
}

function withoutLoneParts(query: Query): Query {
  return { ...query, where: simplify(query.where as Filter) };
}

function simplify(filter: Filter): Filter {
  const parts = "and" in filter ? filter.and : "or" in filter ? filter.or : undefined;
  if (parts === undefined) return filter;
  const [first, ...rest] = parts.map(simplify) as [Filter, ...Filter[]];
  if (rest.length === 0) return first;
  return "and" in filter ? { and: [first, ...rest] } : { or: [first, ...rest] };
}

test.each<[Operator, null | { $number: string }, string]>([
  ["==", null, "IS_NULL"],
  ["!=", null, "IS_NOT_NULL"],
  ["==", { $number: "NaN" }, "IS_NAN"],
  ["!=", { $number: "NaN" }, "IS_NOT_NAN"],
])("x %s %j is the operator %s", (op, value, unary) => {
  const query: Query = { collection: "c", orderBy: [], where: { field: ["x"], op, value } };
  expect(compileQuery(query, ROOT).structuredQuery.where).toEqual({
    unaryFilter: { field: { fieldPath: "x" }, op: unary },
  });
});

test("the whole of a query in Firestore's words", () => {
  const query: Query = {
    collection: "notes",
    allDescendants: true,
    orderBy: [{ field: ["__name__"], direction: "desc" }],
    startAt: { values: [{ $reference: "users/ada/notes/1" }], before: false },
    select: [["US Gross"], ["a", "b"]],
    limit: 7,
    findNearest: {
      field: ["v"],
      vector: [1, 2],
      distance: "COSINE",
      limit: 3,
      distanceResultField: ["far away"],
      distanceThreshold: 0,
    },
  };
  expect(compileQuery(query, ROOT)).toEqual({
    parent: "",
    structuredQuery: {
      from: [{ collectionId: "notes", allDescendants: true }],
      orderBy: [{ field: { fieldPath: "__name__" }, direction: "DESCENDING" }],
      startAt: { values: [{ referenceValue: `${ROOT}users/ada/notes/1` }], before: false },
      select: { fields: [{ fieldPath: "`US Gross`" }, { fieldPath: "a.b" }] },
      limit: 7,
      findNearest: {
        vectorField: { fieldPath: "v" },
        queryVector: {
          mapValue: {
            fields: {
              __type__: { stringValue: "__vector__" },
              value: { arrayValue: { values: [{ doubleValue: 1 }, { doubleValue: 2 }] } },
            },
          },
        },
        distanceMeasure: "COSINE",
        limit: 3,
        distanceResultField: "`far away`",
        distanceThreshold: 0,
      },
    },
  });
});

test("a collection's parent stays below the root, whatever its ids", () => {
  fc.assert(
    fc.property(arbitrary.documentPath, arbitrary.collectionId, (document, id) => {
      fc.pre(checkListedPath(`${document}/${id}`) === undefined);
      const { parent, structuredQuery } = compileQuery(
        { collection: `${document}/${id}`, orderBy: [] },
        ROOT,
      );
      const { pathname, search, hash } = new URL(`https://firestore/v1/root${parent}:runQuery`);
      expect({ search, hash }).toEqual({ search: "", hash: "" });
      const segments = pathname
        .replace(/:runQuery$/, "")
        .split("/")
        .map(decodeURIComponent);
      expect(segments).toEqual(["", "v1", "root", ...document.split("/")]);
      expect(parent).not.toContain(":");
      expect(structuredQuery.from).toEqual([{ collectionId: id }]);
    }),
  );
});

test("no parent goes into a URL with white space at the ends of an id", () => {
  for (const space of WHITE_SPACE) {
    for (const parent of [`a/b${space}`, `a/${space}b`, `a/b${space}/c/d`, `a/b/${space}c/d`]) {
      const query = { collection: `${parent}/n`, orderBy: [] };
      expect(() => compileQuery(query, ROOT)).toThrow(StoreError);
    }
  }
});

test.each(["", "a/b", "a//b", "../a", "a/../b", "a/./b", "/a", "a/", "__x__", "a/__x__/b"])(
  "%j is no collection",
  (collection) => {
    expect(() => compileQuery({ collection, orderBy: [] }, ROOT)).toThrow(StoreError);
  },
);

test("a collection group is an id", () => {
  const group = { collection: "a/b/c", allDescendants: true, orderBy: [] } as const;
  expect(() => compileQuery(group, ROOT)).toThrow(StoreError);
});

test("aggregates in Firestore's words", () => {
  expect([
    compileAggregate({ count: true }, "a0"),
    compileAggregate({ sum: ["US Gross"] }, "a1"),
    compileAggregate({ average: ["a", "b"] }, "a2"),
  ]).toEqual([
    { alias: "a0", count: {} },
    { alias: "a1", sum: { field: { fieldPath: "`US Gross`" } } },
    { alias: "a2", avg: { field: { fieldPath: "a.b" } } },
  ]);
});
