import { safeParseFieldPath, type FieldPath } from "../../paths/field-path.ts";
import type { Operator } from "../../values/operator.ts";
import type { Aggregate, Comparison, Filter, QueryPosition, Query } from "../../query/query.ts";
import type { Value } from "../../values/value.ts";
import { decodeValue, type Root } from "../codec.ts";
import { StoreError } from "../store.ts";
import { OPERATORS } from "./compile-query.ts";
import type {
  JsonAggregation,
  JsonCursor,
  JsonFieldReference,
  JsonFilter,
  JsonQuery,
} from "./rest-json.ts";

const BY_NAME: ReadonlyMap<string, Operator> = new Map(
  Object.entries(OPERATORS).map(([operator, name]) => [name, operator as Operator]),
);

const UNARY: Readonly<Record<string, Pick<Comparison, "op" | "value">>> = {
  IS_NULL: { op: "==", value: null },
  IS_NOT_NULL: { op: "!=", value: null },
  IS_NAN: { op: "==", value: { $number: "NaN" } },
  IS_NOT_NAN: { op: "!=", value: { $number: "NaN" } },
};

/**
 * The query that Firestore's REST form stands for: what compileQuery makes of a query, undone.
 *
 * @param parent path of the document under which the collection lies; "" for the root
 * @throws StoreError INVALID_ARGUMENT where it is no query that a {@link Query} can say
 */
export function decodeQuery(parent: string, json: JsonQuery, root: Root): Query {
  const { from, where, orderBy = [], startAt, endAt, offset, limit, select, findNearest } = json;
  return {
    ...decodeSelector(parent, from[0]),
    ...(where && { where: decodeFilter(where, root) }),
    orderBy: orderBy.map(({ field, direction }) => ({
      field: decodeField(field),
      direction: direction === "DESCENDING" ? "desc" : "asc",
    })),
    ...(startAt && { startAt: decodeCursor(startAt, root) }),
    ...(endAt && { endAt: decodeCursor(endAt, root) }),
    ...(offset !== undefined && { offset }),
    ...(limit !== undefined && { limit }),
    ...(select && { select: select.fields.map(decodeField) }),
    ...(findNearest && { findNearest: decodeFindNearest(findNearest, root) }),
  };
}

function decodeSelector(
  parent: string,
  { collectionId, allDescendants }: JsonQuery["from"][0],
): Pick<Query, "collection" | "allDescendants"> {
  if (collectionId === undefined) {
    if (allDescendants === true) return { collection: parent, allDescendants };
    throw refused("a collection is asked for by its id");
  }
  if (allDescendants !== true) {
    return { collection: parent === "" ? collectionId : `${parent}/${collectionId}` };
  }
  if (parent === "") return { collection: collectionId, allDescendants };
  throw refused("a collection group is asked for below the root alone");
}

/** The aggregate that Firestore's REST form stands for, without its alias. */
export function decodeAggregate(json: JsonAggregation): Aggregate {
  if ("sum" in json) return { sum: decodeField(json.sum.field) };
  if ("avg" in json) return { average: decodeField(json.avg.field) };
  return { count: true };
}

/** @throws StoreError INVALID_ARGUMENT where the text is no field path */
export function decodeFieldPath(text: string): FieldPath {
  const parsed = safeParseFieldPath(text);
  if (parsed.ok) return parsed.value;
  throw refused(`${JSON.stringify(text)}: ${parsed.description}`);
}

function decodeFilter(json: JsonFilter, root: Root): Filter {
  if ("compositeFilter" in json) {
    const { op, filters } = json.compositeFilter;
    const parts = filters.map((filter) => decodeFilter(filter, root));
    return op === "OR" ? { or: parts } : { and: parts };
  }
  if ("unaryFilter" in json) {
    const comparison = UNARY[json.unaryFilter.op];
    if (comparison === undefined) throw refused(`${json.unaryFilter.op} is no unary operator`);
    return { field: decodeField(json.unaryFilter.field), ...comparison };
  }
  const op = BY_NAME.get(json.fieldFilter.op);
  if (op === undefined) throw refused(`${json.fieldFilter.op} is no operator`);
  return {
    field: decodeField(json.fieldFilter.field),
    op,
    value: decodeValue(json.fieldFilter.value, root),
  };
}

function decodeCursor({ values, before }: Partial<JsonCursor>, root: Root): QueryPosition {
  return {
    values: (values ?? []).map((value) => decodeValue(value, root)),
    before: before ?? false,
  };
}

function decodeFindNearest(
  json: NonNullable<JsonQuery["findNearest"]>,
  root: Root,
): NonNullable<Query["findNearest"]> {
  const { vectorField, queryVector, distanceMeasure, distanceResultField } = json;
  const { $vector } = decodeValue(queryVector, root) as { readonly $vector: readonly Value[] };
  return {
    field: decodeField(vectorField),
    vector: $vector as readonly number[],
    distance: distanceMeasure,
    limit: json.limit,
    ...(distanceResultField && { distanceResultField: decodeFieldPath(distanceResultField) }),
    ...(json.distanceThreshold !== undefined && { distanceThreshold: json.distanceThreshold }),
  };
}

function decodeField({ fieldPath }: JsonFieldReference): FieldPath {
  return decodeFieldPath(fieldPath);
}

function refused(message: string): StoreError {
  return new StoreError("INVALID_ARGUMENT", message);
}
