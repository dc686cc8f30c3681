import { formatFieldPath } from "../contract/field-path.ts";
import { toDisjunctions } from "./disjunctions.ts";
import type { IndexDefinition } from "./index-definition.ts";
import { Unindexable, type IndexedRequest } from "./index-need.ts";

/**
 * The indexes that a query for nearest neighbours needs, one for each disjunction: its equalities,
 * then the vector.
 * @see https://firebase.google.com/docs/firestore/vector-search#pre-filter_documents
 *
 * @throws Unindexable for filters and orders of which it is not documented that an index serves them
 */
export function neededVectorIndexes({ query }: IndexedRequest): readonly IndexDefinition[] {
  const { findNearest, where, orderBy } = query;
  const disjunctions = toDisjunctions(where);
  const isServed =
    disjunctions.flat().every(({ field, op }) => op === "==" && field[0] !== "__name__") &&
    orderBy.every(({ field }) => field[0] === "__name__");
  if (findNearest === undefined || !isServed) {
    throw new Unindexable(
      "the nearest documents can only be filtered by equalities, and not ordered",
    );
  }
  const { field, vector } = findNearest;
  return disjunctions.map((equalities) => [
    ...equalities
      .map((equality) => ({ field: equality.field, mode: "asc" }) as const)
      .filter(isFirstOfItsField),
    { field, mode: vector.length },
  ]);
}

function isFirstOfItsField(
  { field }: IndexDefinition[number],
  position: number,
  fields: IndexDefinition,
): boolean {
  const name = formatFieldPath(field);
  return fields.findIndex((other) => formatFieldPath(other.field) === name) === position;
}
