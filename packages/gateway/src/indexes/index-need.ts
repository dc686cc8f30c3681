import { formatFieldPath } from "../paths/field-path.ts";
import type { Aggregate, Query } from "../query/query.ts";
import { aggregatedField } from "../query/aggregated-field.ts";
import { conjunctionShapes, type ComparisonShape } from "./conjunction-shape.ts";
import { countDisjunctions } from "../query/disjunctions.ts";
import { isInequality } from "../query/is-inequality.ts";

/** What is asked of the database: documents, or aggregates over them. */
export interface IndexedRequest {
  readonly query: Query;
  readonly aggregates?: Readonly<Record<string, Aggregate>>;
}

type Direction = "asc" | "desc";

/** A field that an index is sorted by; the field path is text here. */
export interface Sorted {
  readonly field: string;
  readonly mode: Direction;
}

/** What the indexes that serve one disjunction of a query must have. */
export interface IndexNeed {
  /** Fields with one value, in any order and direction. */
  readonly equalities: readonly string[];
  /** The field of array-contains. */
  readonly array?: string;
  /** What every index must end with. */
  readonly suffix: readonly Sorted[];
  /** The direction of the document id, behind everything else. */
  readonly nameDirection: Direction;
  /** Whether equalities are all that is compared, so that several indexes may serve it together. */
  readonly isMergeable: boolean;
}

/** Why no index could serve a query. */
export class Unindexable extends Error {
  override readonly name = "Unindexable";
  /** The field that the message names, as text. */
  readonly field: string | undefined;

  constructor(message: string, field?: string) {
    super(message);
    this.field = field;
  }
}

/**
 * What each disjunction of a query needs.
 *
 * @throws Unindexable where no index could serve one
 */
export function indexNeeds({ query, aggregates = {} }: IndexedRequest): readonly IndexNeed[] {
  const { where, allDescendants } = query;
  const conjunctions = conjunctionShapes(where);
  if (allDescendants === true) checkGroupIds(conjunctions.flat());
  const order = wholeOrder(query, conjunctions.flat());
  const aggregated = aggregatedFields(aggregates);
  const needs = conjunctions.map((conjunction) => needOf(conjunction, order, aggregated));
  const isById = conjunctions.flat().some(({ field }) => field === "__name__");
  if (isById || query.orderBy.some(({ field }) => field[0] === "__name__")) {
    checkOrderById(order, aggregated);
  }
  return where === undefined || countDisjunctions(where) === 1
    ? needs
    : needs.flatMap((need) => keepOrder(need, order));
}

/** A group is filtered by the ids of its documents where they are all that it is filtered by. */
function checkGroupIds(comparisons: readonly ComparisonShape[]): void {
  const isRange = ({ field, op }: ComparisonShape) => field === "__name__" && isInequality(op);
  if (comparisons.every(({ field }) => field !== "__name__") || comparisons.every(isRange)) return;
  throw new Unindexable(
    "a collection group can be filtered by the ids of its documents by ranges of them alone",
  );
}

interface WholeOrder {
  readonly fields: readonly Sorted[];
  readonly nameDirection: Direction;
}

/**
 * The query's order up to the document id, behind which nothing matters, with the fields of its
 * inequalities, by name, where it does not have them.
 */
function wholeOrder({ orderBy }: Query, comparisons: readonly ComparisonShape[]): WholeOrder {
  const orders = orderBy.map(({ field, direction }) => ({
    field: formatFieldPath(field),
    mode: direction,
  }));
  const end = orders.findIndex(({ field }) => field === "__name__");
  const explicit = end === -1 ? orders : orders.slice(0, end);
  const implied = inequalityFields(comparisons).filter((field) => !has(explicit, field));
  if (end !== -1 && implied[0] !== undefined) {
    // In the words by which programs know Firestore's own answer.
    throw new Unindexable(
      `the order by clause cannot contain more fields after the key: order by ${implied[0]} before __name__`,
      implied[0],
    );
  }
  const mode = explicit.at(-1)?.mode ?? "asc";
  return {
    fields: [...explicit, ...implied.map((field) => ({ field, mode }))],
    nameDirection: orders[end]?.mode ?? mode,
  };
}

/**
 * An index has the fields that are aggregated before the document id: those that the order does not
 * have there would have to come after it, where a query names the id.
 */
function checkOrderById({ fields }: WholeOrder, aggregated: readonly string[]): void {
  const field = aggregated.find((name) => !has(fields, name));
  if (field === undefined) return;
  throw new Unindexable(
    `aggregates of ${field} need an order by it, which comes before that by __name__`,
    field,
  );
}

function needOf(
  conjunction: readonly ComparisonShape[],
  { fields: order, nameDirection }: WholeOrder,
  aggregated: readonly string[],
): IndexNeed {
  const equalities = fieldsWith(conjunction, (op) => op === "==");
  const [array] = fieldsWith(conjunction, (op) => op === "array-contains");
  const sorted = order.filter(({ field }) => !equalities.includes(field));
  const mode = order.at(-1)?.mode ?? "asc";
  const appended = aggregated
    .filter((field) => !equalities.includes(field) && !has(sorted, field))
    .map((field) => ({ field, mode }));
  const need = {
    equalities: equalities.filter((field) => field !== "__name__"),
    ...(array !== undefined && { array }),
    suffix: [...sorted, ...appended],
    nameDirection,
    isMergeable: aggregated.length === 0 && inequalityFields(conjunction).length === 0,
  };
  if (need.suffix.length > 0 && equalities.includes("__name__")) {
    throw new Unindexable("documents that are asked for by id come in the order of their ids only");
  }
  if (nameDirection === "desc" && isWithoutFields(need)) {
    throw new Unindexable("documents can't be ordered by their ids alone, descending");
  }
  return need;
}

/** Whether the documents' own order is all that is needed. */
export function isWithoutFields({ equalities, array, suffix }: IndexNeed): boolean {
  return equalities.length + suffix.length === 0 && array === undefined;
}

/**
 * Beside other disjunctions, the order by a field that has but one value in this one can't be
 * left out: the results are merged by it. Whether Firestore then looks the field up among the
 * equalities or in the order is not documented, so indexes must serve both.
 */
function keepOrder(need: IndexNeed, { fields }: WholeOrder): readonly IndexNeed[] {
  const equalities = need.equalities.filter((field) => !has(fields, field));
  if (equalities.length === need.equalities.length) return [need];
  const suffix = [...fields, ...need.suffix.filter(({ field }) => !has(fields, field))];
  return [need, { ...need, equalities, suffix, isMergeable: false }];
}

/** The fields that are summed up, by name. */
function aggregatedFields(aggregates: Readonly<Record<string, Aggregate>>): readonly string[] {
  const fields = Object.values(aggregates).map(aggregatedField);
  return [
    ...new Set(fields.flatMap((field) => (field === undefined ? [] : formatFieldPath(field)))),
  ].toSorted();
}

function inequalityFields(comparisons: readonly ComparisonShape[]): readonly string[] {
  return fieldsWith(comparisons, isInequality)
    .filter((field) => field !== "__name__")
    .toSorted();
}

function fieldsWith(
  comparisons: readonly ComparisonShape[],
  test: (op: ComparisonShape["op"]) => boolean,
): readonly string[] {
  return [...new Set(comparisons.filter(({ op }) => test(op)).map(({ field }) => field))];
}

function has(order: readonly Sorted[], field: string): boolean {
  return order.some((sorted) => sorted.field === field);
}
