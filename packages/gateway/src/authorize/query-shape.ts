import type { $ZodType } from "zod/v4/core";
import { formatFieldPath, type FieldPath } from "../paths/field-path.ts";
import type { Aggregate, Filter, Query } from "../query/query.ts";
import type { ListOperation } from "../request/operation.ts";
import { ANY_NAME, declaredNames } from "../schema/definition/declared-names.ts";

/** Longest text of a shape, in UTF-16 units. */
const MAX_LENGTH = 300;

/**
 * What a query compares, orders by and computes, without any value: `author ==, year > order by year
 * desc limit`. Two queries that differ in values alone, or in the order of their comparisons, have
 * the same. Names of fields are those that a schema of the collection declares; for others stands
 * `*`, since whoever writes may have chosen them.
 */
export function queryShape(
  { query, aggregates }: Pick<ListOperation, "query" | "aggregates">,
  schemas: readonly $ZodType[],
): string {
  const name = (path: FieldPath) => shownName(path, schemas);
  const { where, orderBy, findNearest } = query;
  const parts = [
    ...Object.values(aggregates ?? {}).map((one) => aggregateShape(one, name)),
    ...(where === undefined ? [] : [filterShape(where, name)]),
    ...(orderBy.length === 0 ? [] : [`order by ${orderShape(orderBy, name)}`]),
    ...(findNearest === undefined ? [] : [`nearest ${name(findNearest.field)}`]),
    ...BOUNDS.filter((bound) => query[bound] !== undefined),
  ];
  const text = parts.length === 0 ? "all" : parts.join(" ");
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`;
}

type ShowName = (path: FieldPath) => string;

const BOUNDS = ["startAt", "endAt", "offset", "limit"] as const satisfies readonly (keyof Query)[];

function filterShape(filter: Filter, name: ShowName): string {
  if ("and" in filter) return joined(filter.and, ", ", name);
  if ("or" in filter) return `(${joined(filter.or, " or ", name)})`;
  return `${name(filter.field)} ${filter.op}`;
}

/** Each part once, in the order of their text. */
function joined(filters: readonly Filter[], separator: string, name: ShowName): string {
  return [...new Set(filters.map((one) => filterShape(one, name)))].toSorted().join(separator);
}

function orderShape(orderBy: Query["orderBy"], name: ShowName): string {
  return orderBy.map(({ field, direction }) => `${name(field)} ${direction}`).join(", ");
}

function aggregateShape(one: Aggregate, name: ShowName): string {
  if ("count" in one) return "count";
  return "sum" in one ? `sum(${name(one.sum)})` : `average(${name(one.average)})`;
}

/** By the first schema that declares all of it, or else by the first. */
export function shownName(path: FieldPath, schemas: readonly $ZodType[]): string {
  const shown = schemas.map((schema) => declaredNames(schema, path));
  const best = shown.find((names) => !names.includes(ANY_NAME)) ?? shown[0] ?? [ANY_NAME];
  return best.map((name) => (name === ANY_NAME ? name : formatFieldPath([name]))).join(".");
}
