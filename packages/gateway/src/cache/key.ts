import type { Aggregate, Filter, QueryPosition, Query } from "../query/query.ts";
import type { FieldPath } from "../paths/field-path.ts";
import { valueKey } from "../values/value-key.ts";
import type { DocumentStore, StoredDocument } from "../documents/store.ts";

declare const answer: unique symbol;

/** What is asked, as a text that no other question has. Its type says what the answer is. */
export type Key<T> = string & { readonly [answer]?: T };

/** What a store answers to a query. */
export type QueryAnswer = Omit<Awaited<ReturnType<DocumentStore["query"]>>, "readTime">;

/** What a store answers to aggregates. */
export type AggregateAnswer = Omit<Awaited<ReturnType<DocumentStore["aggregate"]>>, "readTime">;

const DOCUMENT = "document:";

export function documentKey(path: string): Key<StoredDocument | null> {
  return DOCUMENT + path;
}

export function documentPath(key: Key<StoredDocument | null>): string {
  return key.slice(DOCUMENT.length);
}

/** The key of a query. Two queries that Firestore can't tell apart have the same. */
export function queryKey(query: Query): Key<QueryAnswer> {
  return `query:${textOf(query)}`;
}

export function aggregateKey(
  query: Query,
  aggregates: Readonly<Record<string, Aggregate>>,
): Key<AggregateAnswer> {
  const parts = Object.keys(aggregates)
    .toSorted()
    .map((name) => [name, aggregatePart(aggregates[name] as Aggregate)]);
  return `aggregate:${JSON.stringify(parts)}${textOf(query)}`;
}

/** Every member by name, so that the compiler says when a query gets another. */
function textOf(query: Query): string {
  const { collection, allDescendants, where, orderBy, startAt, endAt, ...rest } = query;
  const { offset = 0, limit, select, findNearest, ...none } = rest;
  none satisfies Record<string, never>;
  return JSON.stringify([
    collection,
    allDescendants === true,
    where && filterPart(where),
    orderBy.map(({ field, direction }) => [field, direction]),
    startAt && positionPart(startAt),
    endAt && positionPart(endAt),
    offset,
    limit,
    select,
    findNearest && nearestPart(findNearest),
  ]);
}

function filterPart(filter: Filter): unknown {
  if ("and" in filter) return { and: filter.and.map(filterPart) };
  if ("or" in filter) return { or: filter.or.map(filterPart) };
  return [filter.field, filter.op, valueKey(filter.value)];
}

function positionPart({ values, before }: QueryPosition): unknown {
  return [values.map(valueKey), before];
}

function nearestPart(nearest: NonNullable<Query["findNearest"]>): unknown {
  const { field, vector, distance, limit, distanceResultField, distanceThreshold, ...none } =
    nearest;
  none satisfies Record<string, never>;
  return [field, vector, distance, limit, distanceResultField, distanceThreshold];
}

function aggregatePart(aggregate: Aggregate): readonly [string, true | FieldPath] {
  if ("count" in aggregate) return ["count", aggregate.count];
  return "sum" in aggregate ? ["sum", aggregate.sum] : ["average", aggregate.average];
}
