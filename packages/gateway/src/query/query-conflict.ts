import { formatFieldPath } from "../paths/field-path.ts";
import type { Operator } from "../values/operator.ts";
import type { Filter, Query } from "./query.ts";
import { comparisons } from "./comparisons.ts";
import { countDisjunctions, MAX_DISJUNCTIONS, toDisjunctions } from "./disjunctions.ts";
import { isInequality } from "./is-inequality.ts";

/**
 * What Firestore takes in one query.
 * @see https://firebase.google.com/docs/firestore/query-data/queries#query_limitations
 * @see https://firebase.google.com/docs/firestore/query-data/multiple-range-fields#limitations
 */
const MAX_INEQUALITY_FIELDS = 10;
const MAX_PARTS = 100;

/** In the words by which programs know Firestore's own answer. */
const EQUALITY_OF_ID =
  "Equality on key is not allowed if there are other inequality fields and key does not appear in inequalities.";

/** Says what in the query Firestore can't express together, or nothing. */
export function queryConflict(query: Query): string | undefined {
  const { where } = query;
  if (where === undefined) return undefined;
  return (
    disjunctionConflict(where) ??
    negationConflict(where) ??
    arrayConflict(where) ??
    inequalityConflict(where) ??
    sizeConflict(query, where)
  );
}

function disjunctionConflict(where: Filter): string | undefined {
  const count = countDisjunctions(where);
  if (count <= MAX_DISJUNCTIONS) return undefined;
  return `it comes to ${String(count)} disjunctions of at most ${String(MAX_DISJUNCTIONS)}`;
}

function negationConflict(where: Filter): string | undefined {
  const operators = comparisons(where).map(({ op }) => op);
  const negations = operators.filter((op) => op === "!=" || op === "not-in");
  if (negations.length > 1) return "only one != or not-in is possible";
  const isDisjunctive = hasOr(where) || operators.some((op) => DISJUNCTIVE.has(op));
  return operators.includes("not-in") && isDisjunctive
    ? "not-in is not possible beside in, array-contains-any or or"
    : undefined;
}

function arrayConflict(where: Filter): string | undefined {
  const isConflict = toDisjunctions(where).some(
    (conjunction) => conjunction.filter(({ op }) => op === "array-contains").length > 1,
  );
  return isConflict
    ? "only one array-contains or array-contains-any is possible in a disjunction"
    : undefined;
}

function inequalityConflict(where: Filter): string | undefined {
  const all = comparisons(where);
  const fields = new Set(
    all.filter(({ op }) => isInequality(op)).map(({ field }) => formatFieldPath(field)),
  );
  if (fields.size > MAX_INEQUALITY_FIELDS) {
    return `ranges on ${String(fields.size)} fields of at most ${String(MAX_INEQUALITY_FIELDS)}`;
  }
  const comparesId = all.some(({ field, op }) => field[0] === "__name__" && !isInequality(op));
  return comparesId && fields.size > 0 && !fields.has("__name__") ? EQUALITY_OF_ID : undefined;
}

function sizeConflict(query: Query, where: Filter): string | undefined {
  const filters = Math.max(...toDisjunctions(where).map(({ length }) => length));
  const parts = filters + query.orderBy.length + (query.collection.includes("/") ? 1 : 0);
  return parts > MAX_PARTS
    ? `${String(parts)} filters and orders of at most ${String(MAX_PARTS)}`
    : undefined;
}

const DISJUNCTIVE: ReadonlySet<Operator> = new Set(["in", "array-contains-any"]);

function hasOr(filter: Filter): boolean {
  if ("and" in filter) return filter.and.some(hasOr);
  return "or" in filter && (filter.or.length > 1 || filter.or.some(hasOr));
}
