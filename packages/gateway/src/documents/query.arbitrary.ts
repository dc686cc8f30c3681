import fc from "fast-check";
import { isSameType } from "../values/compare.ts";
import { fieldsOf } from "../values/map.ts";
import type { Operator } from "../values/operator.ts";
import type { Aggregate, Filter, Order, QueryPosition, Query } from "../query/query.ts";
import type { FieldPath } from "../paths/field-path.ts";
import type { Fields, Value } from "../values/value.ts";

/** Few values, so that documents and filters often meet, of every type that a filter can compare. */
export const PALETTE: readonly Value[] = [
  null,
  false,
  true,
  { $number: "NaN" },
  { $number: "-Infinity" },
  -1.5,
  -0,
  0,
  1,
  1.5,
  { $int64: "9007199254740993" },
  { $timestamp: "2026-11-22T10:00:00.123456Z" },
  { $timestamp: "2026-11-22T10:00:00.123457Z" },
  "",
  "a",
  "\u{ff5e}",
  "\u{10000}",
  { $bytes: "" },
  { $bytes: "//8=" },
  { $reference: "c/a" },
  { $reference: "c/a/c/b" },
  { $geoPoint: { latitude: 1, longitude: -1 } },
  { $geoPoint: { latitude: 1, longitude: 2 } },
  [],
  [1, null],
  ["a", { $number: "NaN" }],
  { $vector: [1, 2] },
  {},
  { n: 1 },
  { n: null, o: "a" },
];

const FIELDS: readonly FieldPath[] = [["f"], ["g"], ["US Gross"], ["m", "n"]];
const field = fc.constantFrom(...FIELDS);

/** A small database, and queries of it; some of them ask for what Firestore refuses. */
export interface Trial {
  readonly documents: readonly Fields[];
  readonly queries: readonly Query[];
}

/** Values that are alike, or that one might take for each other. */
const FAMILIES: readonly (readonly Value[])[] = [
  [null, { $number: "NaN" }, 1, [1, null], [{ $number: "NaN" }, 1]],
  [-0, 0, 1, 1.5, { $number: "-Infinity" }, { $int64: "9007199254740993" }],
  ["", "a", "\u{ff5e}", "\u{10000}", { $bytes: "" }, { $bytes: "//8=" }],
  [[], [1, null], {}, { n: 1 }, { n: null, o: "a" }, { $vector: [1, 2] }],
];

/** Few different values in each, so that documents and filters often meet. */
export function trial(collection: string): fc.Arbitrary<Trial> {
  const palette = fc.oneof(
    fc.constantFrom(...FAMILIES),
    fc.uniqueArray(fc.constantFrom(...PALETTE), { minLength: 2, maxLength: 5 }),
  );
  return palette.chain((values) => {
    const value = fc.constantFrom(...values);
    return fc.record({
      documents: fc.array(documentOf(value), { minLength: 3, maxLength: 8 }),
      queries: fc.array(queryOf(collection, value), { minLength: 8, maxLength: 8 }),
    });
  });
}

/** Aggregates of one to three fields, some of which documents may lack. */
export const someAggregates: fc.Arbitrary<Readonly<Record<string, Aggregate>>> = fc.dictionary(
  fc.constantFrom("x", "y", "z"),
  fc.oneof(
    fc.constant({ count: true } as const),
    field.map((sum) => ({ sum })),
    field.map((average) => ({ average })),
  ),
  { minKeys: 1, noNullPrototype: true },
);

/** Each of a few fields, or not. */
export function documentOf(value: fc.Arbitrary<Value>): fc.Arbitrary<Fields> {
  return fc
    .record(
      {
        f: value,
        g: value,
        "US Gross": value,
        m: fc.oneof(value, fc.record({ n: value }, { noNullPrototype: true })),
      },
      { requiredKeys: [], noNullPrototype: true },
    )
    .map((record) => fieldsOf(Object.entries(record)));
}

function queryOf(collection: string, value: fc.Arbitrary<Value>): fc.Arbitrary<Query> {
  return orders.chain((orderBy) => {
    const position: fc.Arbitrary<QueryPosition> = fc.record({
      values: fc.array(value, { minLength: 1, maxLength: Math.max(1, orderBy.length) }),
      before: fc.boolean(),
    });
    const parts = fc.record(
      {
        allDescendants: fc.constant(true as const),
        where: filterOf(value),
        offset: fc.integer({ min: 1, max: 3 }),
        limit: fc.integer({ min: 1, max: 4 }),
        select: fc.array(field, { maxLength: 2 }),
      },
      { requiredKeys: [], noNullPrototype: true },
    );
    const cursors = fc.record(
      { startAt: position, endAt: position },
      { requiredKeys: [], noNullPrototype: true },
    );
    return fc
      .tuple(parts, orderBy.length === 0 ? fc.constant({}) : cursors)
      .map(([optional, ends]): Query => ({ collection, orderBy, ...optional, ...ends }));
  });
}

const orders: fc.Arbitrary<readonly Order[]> = fc.uniqueArray(
  fc.record({ field, direction: fc.constantFrom("asc" as const, "desc" as const) }),
  { maxLength: 2, selector: ({ field: [name] }) => name },
);

function filterOf(value: fc.Arbitrary<Value>): fc.Arbitrary<Filter> {
  const list = fc.array(value, { minLength: 1, maxLength: 3 });
  const comparison = fc
    .oneof(
      { weight: 3, arbitrary: fc.record({ field, op: scalarOperator, value }) },
      { weight: 1, arbitrary: fc.record({ field, op: listOperator, value: list }) },
    )
    .filter(({ op, value: operand }) => !isEmptyRange(op, operand));
  return fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      comparison,
      fc.array(tie("filter"), { minLength: 1, maxLength: 3 }).map((and) => ({ and })),
      fc.array(tie("filter"), { minLength: 1, maxLength: 2 }).map((or) => ({ or })),
    ),
  })).filter;
}

/** Nothing is less than null or NaN. The emulator forgets such a range, and the order it implies. */
function isEmptyRange(op: Operator, operand: Value): boolean {
  return /[<>]/.test(op) && !isSameType(operand, operand);
}

const scalarOperator = fc.constantFrom<Operator[]>(
  "==",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "array-contains",
);
const listOperator = fc.constantFrom<Operator[]>("in", "not-in", "array-contains-any");
