import { documentKey, queryKey } from "../cache/key.ts";
import type { Filter, Query } from "../query/query.ts";
import { wholeOrder } from "../query/whole-order.ts";
import { valueKey } from "../values/value-key.ts";
import type { ListenTarget } from "./listen-connection.ts";

/** What is listened to, as a text. Targets of one key have the same documents, whatever there is. */
export function targetKey(target: ListenTarget): string {
  return target.kind === "document" ? documentKey(target.path) : queryKey(canonical(target.query));
}

/** The query with its order in full and its filters in one form. */
function canonical(query: Query): Query {
  const { where, ...rest } = query;
  return { ...rest, orderBy: wholeOrder(query), ...(where && { where: canonicalFilter(where) }) };
}

function canonicalFilter(filter: Filter): Filter {
  if (!("and" in filter) && !("or" in filter)) return filter;
  const [first, ...others] = sorted(partsOf(filter).map(canonicalFilter));
  if (first === undefined) return filter;
  if (others.length === 0) return first;
  return "and" in filter ? { and: [first, ...others] } : { or: [first, ...others] };
}

/** The parts of a conjunction or a disjunction, with those of the same kind that are in it. */
function partsOf(filter: Exclude<Filter, { readonly op: unknown }>): readonly Filter[] {
  return "and" in filter
    ? filter.and.flatMap((part) => ("and" in part ? partsOf(part) : part))
    : filter.or.flatMap((part) => ("or" in part ? partsOf(part) : part));
}

/** Filters in an order of their own, each once. */
function sorted(filters: readonly Filter[]): readonly Filter[] {
  const byText = new Map(filters.map((filter) => [textOf(filter), filter]));
  return [...byText.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, filter]) => filter);
}

function textOf(filter: Filter): string {
  if ("and" in filter) return `and(${filter.and.map(textOf).join()})`;
  if ("or" in filter) return `or(${filter.or.map(textOf).join()})`;
  return JSON.stringify([filter.field, filter.op, valueKey(filter.value)]);
}
