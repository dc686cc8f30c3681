import { formatFieldPath, type FieldPath } from "../../paths/field-path.ts";
import { checkQueried } from "../check-queried.ts";
import { isOfAllCollections } from "../../query/all-collections.ts";
import type { Operator } from "../../values/operator.ts";
import type { Aggregate, Filter, QueryPosition, Query } from "../../query/query.ts";
import type { Value } from "../../values/value.ts";
import { encodeValue, type Root } from "../codec.ts";
import type {
  JsonAggregation,
  JsonCursor,
  JsonFieldReference,
  JsonFilter,
  JsonQuery,
} from "./rest-json.ts";
import { StoreError } from "../store.ts";

export interface CompiledQuery {
  /** The document under which the collection lies, percent-encoded for a URL: "" or `/users/ada`. */
  readonly parent: string;
  readonly structuredQuery: JsonQuery;
}

/** Firestore's name of each operator. */
export const OPERATORS = {
  "==": "EQUAL",
  "!=": "NOT_EQUAL",
  "<": "LESS_THAN",
  "<=": "LESS_THAN_OR_EQUAL",
  ">": "GREATER_THAN",
  ">=": "GREATER_THAN_OR_EQUAL",
  in: "IN",
  "not-in": "NOT_IN",
  "array-contains": "ARRAY_CONTAINS",
  "array-contains-any": "ARRAY_CONTAINS_ANY",
} as const satisfies Record<Operator, string>;

/**
 * A query in Firestore's REST form.
 *
 * @throws StoreError INVALID_ARGUMENT where `collection` is no path of a collection, or of a document,
 * that can be listed, or no id of a collection group: it becomes part of the URL, and must not lead
 * anywhere else.
 */
export function compileQuery(query: Query, root: Root): CompiledQuery {
  const { collection, allDescendants, where, orderBy, startAt, endAt, select, findNearest } = query;
  const problem = checkQueried(query);
  if (problem !== undefined) throw new StoreError("INVALID_ARGUMENT", `${collection}: ${problem}`);
  const segments = collection === "" ? [] : collection.split("/");
  const collectionId = isOfAllCollections(query) ? undefined : segments.pop();
  const structuredQuery: JsonQuery = {
    from: [
      {
        ...(collectionId !== undefined && { collectionId }),
        ...(allDescendants === true && { allDescendants }),
      },
    ],
    ...(select && { select: { fields: select.map((field) => fieldReference(field)) } }),
    ...(where && { where: compileFilter(where, root) }),
    ...(orderBy.length > 0 && {
      orderBy: orderBy.map(({ field, direction }) => ({
        field: fieldReference(field),
        direction: direction === "asc" ? "ASCENDING" : "DESCENDING",
      })),
    }),
    ...(startAt && { startAt: compileCursor(startAt, root) }),
    ...(endAt && { endAt: compileCursor(endAt, root) }),
    ...(query.offset !== undefined && query.offset > 0 && { offset: query.offset }),
    ...(query.limit !== undefined && { limit: query.limit }),
    ...(findNearest && { findNearest: compileFindNearest(findNearest, root) }),
  };
  const parent = segments.map((segment) => `/${encodeURIComponent(segment)}`).join("");
  return { parent, structuredQuery };
}

/** An aggregate in Firestore's REST form. */
export function compileAggregate(aggregate: Aggregate, alias: string): JsonAggregation {
  if ("count" in aggregate) return { alias, count: {} };
  if ("sum" in aggregate) return { alias, sum: { field: fieldReference(aggregate.sum) } };
  return { alias, avg: { field: fieldReference(aggregate.average) } };
}

function compileFilter(filter: Filter, root: Root): JsonFilter {
  if ("and" in filter) return composite("AND", filter.and, root);
  if ("or" in filter) return composite("OR", filter.or, root);
  const field = fieldReference(filter.field);
  const unary = unaryOperator(filter.op, filter.value);
  if (unary !== undefined) return { unaryFilter: { field, op: unary } };
  const value = encodeValue(filter.value, root);
  return { fieldFilter: { field, op: OPERATORS[filter.op], value } };
}

function composite(op: "AND" | "OR", filters: readonly Filter[], root: Root): JsonFilter {
  const [first, ...rest] = filters;
  // Firestore counts an OR of one as an OR, with which a NOT_IN can't be.
  if (first !== undefined && rest.length === 0) return compileFilter(first, root);
  return { compositeFilter: { op, filters: filters.map((part) => compileFilter(part, root)) } };
}

/** To Firestore, nothing is EQUAL to null or to NaN: asking for them is an operator of its own. */
function unaryOperator(op: Operator, value: Value): string | undefined {
  if (op !== "==" && op !== "!=") return undefined;
  if (value === null) return op === "==" ? "IS_NULL" : "IS_NOT_NULL";
  if (!isNaNValue(value)) return undefined;
  return op === "==" ? "IS_NAN" : "IS_NOT_NAN";
}

function isNaNValue(value: Value): boolean {
  return typeof value === "object" && value !== null && "$number" in value
    ? value["$number"] === "NaN"
    : false;
}

function compileCursor({ values, before }: QueryPosition, root: Root): JsonCursor {
  return { values: values.map((value) => encodeValue(value, root)), before };
}

function compileFindNearest(
  nearest: NonNullable<Query["findNearest"]>,
  root: Root,
): NonNullable<JsonQuery["findNearest"]> {
  const { field, vector, distance, limit, distanceResultField, distanceThreshold } = nearest;
  return {
    vectorField: fieldReference(field),
    queryVector: encodeValue({ $vector: vector }, root),
    distanceMeasure: distance,
    limit,
    ...(distanceResultField && { distanceResultField: formatFieldPath(distanceResultField) }),
    ...(distanceThreshold !== undefined && { distanceThreshold }),
  };
}

function fieldReference(field: FieldPath): JsonFieldReference {
  return { fieldPath: formatFieldPath(field) };
}
