import type { Caller } from "../caller/caller.ts";
import type { Filter, Query } from "../query/query.ts";
import type { FieldPath } from "../paths/field-path.ts";
import { and, type Condition } from "../policy/condition.ts";
import { fieldRights, findHidden } from "./field-rights.ts";
import { otherDocuments } from "../policy/holds.ts";
import type { CollectionMatch, Registry } from "../collection/registry.ts";
import { resolve } from "../policy/resolve.ts";
import { restrict } from "../policy/restrict.ts";
import { toFilter } from "../policy/to-filter.ts";
import { aggregatedField } from "../query/aggregated-field.ts";
import { checkCovered } from "../indexes/check-covered.ts";
import { comparisons } from "../query/comparisons.ts";
import type { GrantContext } from "./grant-context.ts";
import { keepingOf, type Keeping } from "./keeping.ts";
import type { ListOperation } from "../request/operation.ts";

/** The right to the documents of a query for which the policy holds. */
export interface ListGrant {
  /** As allowed: the policy's filter is in it. */
  readonly operation: ListOperation;
  /** The path pattern of the collection that it falls on; of a group, that which opens it. */
  readonly collection: string;
  /** What is left to decide by other documents, membership; true where nothing is. */
  readonly condition: Condition;
  /** Fields that the caller may not read. */
  readonly hidden: readonly FieldPath[];
  /** Whether the documents may come from memory. */
  readonly keeping: Keeping | undefined;
}

/** @throws GatewayError POLICY_QUERY_CONFLICT, QUERY_NOT_COVERED */
export function grantList(
  operation: ListOperation,
  { caller, collections }: GrantContext,
): ListGrant | undefined {
  const matches = matchesOf(operation.query, collections);
  const [first] = matches;
  if (first === undefined) return undefined;
  const policies = matches.map((match) => resolve(match.definition.access.list, caller, match));
  const condition = and(policies);
  const rights = fieldRights(matches, caller);
  const { hidden } = rights;
  if (findHidden(rights, mentioned(operation)) !== undefined) return undefined;
  if (operation.explain && (hidden.length > 0 || !isOperator(caller))) return undefined;
  const grant = { collection: first.definition.path, hidden, keeping: keepingOf(matches) };
  if (otherDocuments(condition).length > 0) return { operation, condition, ...grant };
  const filter = toFilter(condition);
  if (filter === false) return undefined;
  const allowed = allow(operation, filter, { collections, hidden });
  return { operation: allowed, condition: true, ...grant };
}

/**
 * The operation with the policy's filter in its query.
 *
 * @throws GatewayError POLICY_QUERY_CONFLICT, QUERY_NOT_COVERED
 */
export function allow(
  operation: ListOperation,
  filter: Filter | true,
  { collections, hidden }: { readonly collections: Registry } & Pick<ListGrant, "hidden">,
): ListOperation {
  const allowed = { ...operation, query: restrict(operation.query, filter) };
  checkCovered(allowed, collections.indexesOf(allowed.query.collection), hidden);
  return allowed;
}

/** Whether the caller may know how the database works. */
function isOperator(caller: Caller): boolean {
  return caller.admin || caller.kind === "service";
}

function matchesOf(query: Query, collections: Registry): readonly CollectionMatch[] {
  if (query.allDescendants === true) return collections.findGroup(query.collection) ?? [];
  const match = collections.find(query.collection);
  return match === undefined ? [] : [match];
}

/** Every field path that the query names, and could thereby tell of. */
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
