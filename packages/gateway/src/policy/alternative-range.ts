import { formatFieldPath } from "../paths/field-path.ts";
import type { Filter } from "../query/query.ts";
import { toDisjunctions, type Conjunction } from "../query/disjunctions.ts";
import { isInequality } from "../query/is-inequality.ts";

/**
 * Says which documents the filter would leave out of a query although it holds of them, or
 * nothing: a query with a range is ordered by its field, so that documents without the field are
 * not found, not even those that an alternative without the range would let through.
 */
export function alternativeRange(filter: Filter): string | undefined {
  const alternatives = toDisjunctions(filter).map(rangedFields);
  const field = alternatives
    .flat()
    .find((name) => !alternatives.every((names) => names.includes(name)));
  return field === undefined
    ? undefined
    : `it would leave out documents without ${field}, which has a range in one alternative alone`;
}

function rangedFields(conjunction: Conjunction): readonly string[] {
  return conjunction
    .filter(({ op }) => isInequality(op))
    .map(({ field }) => formatFieldPath(field));
}
