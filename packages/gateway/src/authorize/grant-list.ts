import type { Caller } from "../caller/caller.ts";
import type { GatewayError } from "../errors/error.ts";
import { isInequality } from "../query/is-inequality.ts";
import { isOfAllCollections, reachOf } from "../query/all-collections.ts";
import type { Filter, Query } from "../query/query.ts";
import type { FieldPath } from "../paths/field-path.ts";
import { areEqual } from "../values/compare.ts";
import { and, type Condition } from "../policy/condition.ts";
import { fieldRights, findHidden } from "./field-rights.ts";
import { knownLookups, type OtherDocuments } from "../policy/lookups.ts";
import { pinned } from "../policy/pinned.ts";
import type { CollectionMatch, Registry } from "../collection/registry.ts";
import { resolve } from "../policy/resolve.ts";
import { restrict } from "../policy/restrict.ts";
import { toFilter } from "../policy/to-filter.ts";
import { aggregatedField } from "../query/aggregated-field.ts";
import type { CollectionIndexes } from "../indexes/collection-indexes.ts";
import { checkCovered } from "../indexes/check-covered.ts";
import type { DescribedQuery } from "../indexes/described-query.ts";
import { usedIndexes } from "../indexes/used-indexes.ts";
import { comparisons } from "../query/comparisons.ts";
import type { Authorized } from "./authorized.ts";
import { forbidden } from "./forbidden.ts";
import type { GrantContext } from "./grant-context.ts";
import { keepingOf, type Keeping } from "./keeping.ts";
import { tellsHidden } from "./tells-hidden.ts";
import type { ListOperation } from "../request/operation.ts";
import { queriedFields } from "./queried-fields.ts";
import { queryShape } from "./query-shape.ts";

/** The right to the documents of a query for which the policy holds. */
export interface ListGrant {
  /** The operation as it is allowed, with the policy's filter in its query. */
  readonly operation: ListOperation;
  /** The path pattern of the collection that it falls on; of a group, that which opens it. */
  readonly collection: string;
  /** Fields that the caller may not read. */
  readonly hidden: readonly FieldPath[];
  /** Whether the documents may come from memory. */
  readonly keeping: Keeping | undefined;
  /** What of the query is told and counted. */
  readonly described: DescribedQuery;
}

/**
 * A query whose policy depends on other documents. It is granted once those were read.
 */
export interface PendingList {
  /** The operation as it was asked for, without the policy's filter. */
  readonly operation: ListOperation;
  /** The path pattern of the collection that it falls on; of a group, that which opens it. */
  readonly collection: string;
  /** The policy, which names those documents. */
  readonly condition: Condition;
  /**
   * The grant that the policy makes with these documents, or the error FORBIDDEN.
   *
   * @throws GatewayError POLICY_QUERY_CONFLICT, QUERY_NOT_COVERED
   */
  readonly settle: (others: OtherDocuments) => Authorized<ListGrant> | GatewayError;
}

/** @throws GatewayError POLICY_QUERY_CONFLICT, QUERY_NOT_COVERED */
export function grantList(
  operation: ListOperation,
  { caller, collections, now, position }: GrantContext,
): Authorized<ListGrant> | PendingList | undefined {
  const matches = matchesOf(operation.query, collections).map((match) => ({ ...match, now }));
  const [first] = matches;
  if (first === undefined) return undefined;
  const policies = matches.map((match) => resolve(match.definition.access.list, caller, match));
  const condition = pinned(and(policies), operation.query);
  const rights = fieldRights(matches, caller);
  const { hidden } = rights;
  if (findHidden(rights, mentioned(operation)) !== undefined) return undefined;
  if (tellsHidden(matches, caller)) return undefined;
  if (operation.explain && (hidden.length > 0 || !isOperator(caller))) return undefined;
  const { path: collection } = first.definition;
  const isOfAll = isOfAllCollections(operation.query);
  const decide = (others?: OtherDocuments) => {
    const filter = toFilter(condition, others);
    // Of documents of any collection there are names alone, and no filter but of them.
    if (isOfAll && filter !== true) return undefined;
    if (filter === false || (filter !== true && findHidden(rights, orderOf(filter)))) {
      return undefined;
    }
    const allowed = { ...operation, query: restrict(operation.query, filter) };
    const indexes = collections.indexesOf(allowed.query.collection);
    checkCovered(allowed, indexes, hidden);
    const grant: ListGrant = {
      operation: allowed,
      collection,
      hidden,
      // What is asked at this very moment nobody asks again.
      keeping: isOfAll || isAbout(allowed.query, now) ? undefined : keepingOf(matches),
      described: describeQuery(allowed, matches, indexes),
    };
    return grant as Authorized<ListGrant>;
  };
  if (knownLookups(condition).length === 0) return decide();
  const settle: PendingList["settle"] = (others) =>
    decide(others) ?? forbidden(operation, position);
  return { operation, collection, condition, settle };
}

/** What the log and usage tell of a query: no value of it. */
function describeQuery(
  allowed: ListOperation,
  matches: readonly CollectionMatch[],
  indexes: CollectionIndexes,
): DescribedQuery {
  const schemas = matches.map(({ definition }) => definition.schema);
  return {
    shape: queryShape(allowed, schemas),
    indexes: usedIndexes(allowed, indexes),
    fields: queriedFields(allowed, schemas),
  };
}

/** The fields by which Firestore orders the documents of a filter. */
function orderOf(filter: Filter): readonly FieldPath[] {
  return comparisons(filter)
    .filter(({ op }) => isInequality(op))
    .map(({ field }) => field);
}

/** Whether the query compares with this time. */
function isAbout({ where }: Query, now: string): boolean {
  return comparisons(where).some(({ value }) => areEqual(value, { $timestamp: now }));
}

/** Whether the caller may know how the database works. */
function isOperator(caller: Caller): boolean {
  return caller.admin || caller.kind === "service";
}

function matchesOf(query: Query, collections: Registry): readonly CollectionMatch[] {
  if (isOfAllCollections(query)) return collections.findBelow(reachOf(query)) ?? [];
  if (query.allDescendants === true) return collections.findGroup(query.collection) ?? [];
  const match = collections.find(query.collection);
  // What a query returns must be allowed by the definition of each document.
  return match === undefined ? [] : [match, ...collections.findDocumentsIn(query.collection)];
}

/** Every field path that the query names. Its results could tell what those fields hold. */
function mentioned({ query, aggregates }: ListOperation): FieldPath[] {
  return [
    ...comparisons(query.where).map(({ field }) => field),
    ...query.orderBy.map(({ field }) => field),
    ...(query.select ?? []),
    ...(query.findNearest === undefined ? [] : [query.findNearest.field]),
    ...Object.values(aggregates ?? {})
      .map(aggregatedField)
      .filter((field) => field !== undefined),
  ];
}
