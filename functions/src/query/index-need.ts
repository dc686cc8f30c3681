import { formatFieldPath } from "../contract/field-path.ts";
import type { Aggregate, Operator, Order, Query } from "../contract/query.ts";
import type { FieldPath } from "../contract/value.ts";
import { toDisjunctions, type Conjunction } from "./disjunctions.ts";
import { isInequality } from "./inequality.ts";

/** What is asked of the database: documents, or aggregates over them. */
export interface IndexedRequest {
  readonly query: Query;
  readonly aggregates?: Readonly<Record<string, Aggregate>>;
}

/** What the indexes that serve one disjunction of a query must have. */
export interface IndexNeed {
  /** Fields with one value, in any order and direction. */
  readonly equalities: readonly FieldPath[];
  /** The field of array-contains. */
  readonly array?: FieldPath;
  /** What every index must end with. */
  readonly suffix: readonly Order[];
  /** The direction of the document id, behind everything else. */
  readonly nameDirection: Order["direction"];
  /** Whether equalities are all that is compared, so that several indexes may serve it together. */
  readonly isMergeable: boolean;
}

/** Why no index could serve a query. */
export class Unindexable extends Error {
  override readonly name = "Unindexable";
}

/**
 * What each disjunction of a query needs.
 *
 * @throws Unindexable where no index could serve one
 */
export function indexNeeds({ query, aggregates = {} }: IndexedRequest): readonly IndexNeed[] {
  const order = wholeOrder(query);
  const aggregated = aggregatedFields(aggregates);
  const disjunctions = toDisjunctions(query.where);
  if (query.allDescendants === true && disjunctions.flat().some(({ field }) => isName(field))) {
    throw new Unindexable("a collection group can't be filtered by the ids of its documents");
  }
  const needs = disjunctions.map((conjunction) => needOf(conjunction, order, aggregated));
  return disjunctions.length === 1 ? needs : needs.flatMap((need) => keptOrders(need, order));
}

interface WholeOrder {
  readonly fields: readonly Order[];
  readonly nameDirection: Order["direction"];
}

/**
 * The query's order up to the document id, behind which nothing matters, with the fields of its
 * inequalities, by name, where it does not have them.
 */
function wholeOrder({ where, orderBy }: Query): WholeOrder {
  const end = orderBy.findIndex(({ field }) => isName(field));
  const explicit = end === -1 ? orderBy : orderBy.slice(0, end);
  const implied = inequalityFields(toDisjunctions(where).flat()).filter(
    (field) => !has(explicit, field),
  );
  if (end !== -1 && implied[0] !== undefined) {
    throw new Unindexable(`order by ${formatFieldPath(implied[0])} before __name__`);
  }
  const direction = explicit.at(-1)?.direction ?? "asc";
  return {
    fields: [...explicit, ...implied.map((field) => ({ field, direction }))],
    nameDirection: orderBy[end]?.direction ?? direction,
  };
}

function needOf(
  conjunction: Conjunction,
  order: WholeOrder,
  aggregated: readonly FieldPath[],
): IndexNeed {
  const equalities = fieldsOf(conjunction, (op) => op === "==");
  const [array] = fieldsOf(conjunction, (op) => op === "array-contains");
  const direction = order.fields.at(-1)?.direction ?? "asc";
  const sorted = order.fields.filter(({ field }) => !contains(equalities, field));
  const appended = aggregated
    .filter((field) => !contains(equalities, field) && !has(sorted, field))
    .map((field) => ({ field, direction }));
  const suffix = [...sorted, ...appended];
  if (
    equalities.length + suffix.length === 0 &&
    array === undefined &&
    order.nameDirection === "desc"
  ) {
    throw new Unindexable("documents can't be ordered by their ids alone, descending");
  }
  if (contains(equalities, ["__name__"]) && suffix.length > 0) {
    throw new Unindexable("documents that are asked for by id come in the order of their ids only");
  }
  return {
    equalities: equalities.filter((field) => !isName(field)),
    ...(array !== undefined && { array }),
    suffix,
    nameDirection: order.nameDirection,
    isMergeable: aggregated.length === 0 && inequalityFields(conjunction).length === 0,
  };
}

/**
 * Beside other disjunctions, the order by a field that has but one value in this one can't be
 * left out: the results are merged by it. Whether Firestore then looks the field up among the
 * equalities or in the order is not documented, so indexes must serve both.
 */
function keptOrders(need: IndexNeed, order: WholeOrder): readonly IndexNeed[] {
  if (!order.fields.some(({ field }) => contains(need.equalities, field))) return [need];
  const kept = need.equalities.filter((field) => !has(order.fields, field));
  const appended = need.suffix.filter(({ field }) => !has(order.fields, field));
  const suffix = [...order.fields, ...appended];
  return [need, { ...need, equalities: kept, suffix, isMergeable: false }];
}

/** The fields that are summed up, by name. */
function aggregatedFields(aggregates: Readonly<Record<string, Aggregate>>): readonly FieldPath[] {
  const fields = Object.values(aggregates).flatMap((aggregate) => {
    if ("sum" in aggregate) return [aggregate.sum];
    return "average" in aggregate ? [aggregate.average] : [];
  });
  return distinct(fields).toSorted(byName);
}

function inequalityFields(conjunction: Conjunction): readonly FieldPath[] {
  return fieldsOf(conjunction, isInequality)
    .filter((field) => !isName(field))
    .toSorted(byName);
}

function fieldsOf(conjunction: Conjunction, test: (op: Operator) => boolean): FieldPath[] {
  return distinct(conjunction.filter(({ op }) => test(op)).map(({ field }) => field));
}

function distinct(fields: readonly FieldPath[]): FieldPath[] {
  return [...new Map(fields.map((field) => [formatFieldPath(field), field])).values()];
}

function byName(a: FieldPath, b: FieldPath): number {
  return formatFieldPath(a) < formatFieldPath(b) ? -1 : 1;
}

function contains(fields: readonly FieldPath[], field: FieldPath): boolean {
  return fields.some((other) => isSame(other, field));
}

function has(orders: readonly Order[], field: FieldPath): boolean {
  return orders.some((order) => isSame(order.field, field));
}

function isSame(a: FieldPath, b: FieldPath): boolean {
  return formatFieldPath(a) === formatFieldPath(b);
}

function isName(field: FieldPath): boolean {
  return field[0] === "__name__";
}
