import fc from "fast-check";
import {
  fieldPath,
  maybe,
  message,
  oneOf,
  ROOT,
  value,
  type Sent,
} from "./sent-values.arbitrary.ts";

/** Those for which the test's collection declares indexes. */
export const QUERIED = ["a", "b", "m.n", "`US Gross`"];

const queried = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...QUERIED) },
  { weight: 3, arbitrary: fc.constant("__name__") },
  { weight: 1, arbitrary: fc.constantFrom("", "a..b") },
);
const field = (path: string): Sent => ({ fieldPath: path });

const names = oneOf("referenceValue", `${ROOT}rows/a`, `${ROOT}rows/b`, `${ROOT}rows/a/rows/b`);

function operandOf(path: string): fc.Arbitrary<Sent> {
  if (path !== "__name__") return value;
  return fc.oneof({ weight: 12, arbitrary: names }, { weight: 1, arbitrary: value });
}

const SCALAR = [
  "LESS_THAN",
  "LESS_THAN_OR_EQUAL",
  "GREATER_THAN",
  "GREATER_THAN_OR_EQUAL",
  "EQUAL",
  "NOT_EQUAL",
  "ARRAY_CONTAINS",
  1,
  5,
];
const LIST = ["IN", "NOT_IN", "ARRAY_CONTAINS_ANY", 8];

const EQUALITIES = new Set<unknown>(["EQUAL", "NOT_EQUAL", 5]);

/** Null and NaN are asked for by unary filters; docs/sdk.md says how the gateway reads these. */
function isOfNothing({ op, value: operand }: Sent): boolean {
  const [sent] = Object.entries(operand as Sent);
  const isNaNSent = sent?.[0] === "doubleValue" && sent[1] === "NaN";
  return EQUALITIES.has(op) && (sent?.[0] === "nullValue" || isNaNSent);
}

const comparison = queried.chain((path) => {
  const operand = operandOf(path);
  const list = fc.array(operand, { maxLength: 3 }).map((values) => ({ arrayValue: { values } }));
  const named = fc.constant(field(path));
  return fc
    .oneof(
      {
        weight: 4,
        arbitrary: message({ field: named, op: fc.constantFrom(...SCALAR), value: operand }),
      },
      {
        weight: 1,
        arbitrary: message({ field: named, op: fc.constantFrom(...LIST), value: list }),
      },
    )
    .filter((fieldFilter) => !isOfNothing(fieldFilter))
    .map((fieldFilter) => ({ fieldFilter }));
});

const unary = message({
  op: fc.constantFrom("IS_NULL", "IS_NAN", "IS_NOT_NULL", "IS_NOT_NAN", 3),
  field: queried.map(field),
}).map((unaryFilter) => ({ unaryFilter }));

const filter = fc.letrec<{ filter: Sent }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 2, depthSize: "small" },
    { weight: 4, arbitrary: comparison },
    { weight: 1, arbitrary: unary },
    {
      weight: 2,
      arbitrary: message({
        op: fc.constantFrom("AND", "OR", 1, 2),
        filters: fc.array(tie("filter"), { minLength: 1, maxLength: 3 }),
      }).map((compositeFilter) => ({ compositeFilter })),
    },
  ),
})).filter;

/** Each field once: of __name__ twice the emulator first says what it has no index for. */
const orders = fc.uniqueArray(
  fc.tuple(queried, fc.constantFrom("ASCENDING", "DESCENDING", undefined, 2)),
  { maxLength: 2, selector: ([path]) => path },
);

function cursorOf(paths: readonly string[]): fc.Arbitrary<Sent> {
  const places = fc.tuple(...paths.map(operandOf));
  const tooMany = fc.oneof({ weight: 12, arbitrary: fc.constant([]) }, fc.tuple(value));
  return fc
    .tuple(places, fc.nat({ max: 2 }), tooMany, fc.constantFrom({}, { before: true }))
    .map(([all, some, more, before]) => {
      return { values: [...all.slice(0, some + 1), ...more], ...before };
    });
}

/** A number that is rarely negative. */
const count = fc.oneof(
  { weight: 20, arbitrary: fc.nat({ max: 3 }) },
  { weight: 1, arbitrary: fc.constant(-1) },
);
const select = fc.array(fc.oneof(fieldPath, fc.constant("__name__")).map(field), { maxLength: 3 });

export const structuredQuery: fc.Arbitrary<Sent> = orders.chain((ordered) => {
  const paths = ordered.map(([path]) => path);
  const cursor = paths.length === 0 ? fc.constant(undefined) : maybe(cursorOf(paths));
  return message({
    from: fc.constantFrom(...Array.from({ length: 4 }, () => [{ collectionId: "rows" }]), [
      { collectionId: "rows", allDescendants: true },
    ]),
    where: maybe(filter, 2),
    orderBy: fc.constant(
      ordered.map(([path, direction]) => {
        return { field: field(path), ...(direction !== undefined && { direction }) };
      }),
    ),
    startAt: cursor,
    endAt: cursor,
    offset: maybe(count),
    limit: maybe(count),
    select: maybe(select.map((chosen) => ({ fields: chosen }))),
  });
});

const aggregation = fc.oneof(
  oneOf("count", {}, { upTo: 1 }, { upTo: "0" }),
  queried.map((path) => ({ sum: { field: field(path) } })),
  queried.map((path) => ({ avg: { field: field(path) } })),
);

export const aggregations: fc.Arbitrary<readonly Sent[]> = fc.array(
  fc
    .tuple(fc.constantFrom({}, {}, { alias: "x" }, { alias: "y" }, { alias: "__z__" }), aggregation)
    .map(([alias, made]) => ({ ...alias, ...made })),
  { maxLength: 3 },
);
