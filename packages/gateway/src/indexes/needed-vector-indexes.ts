import { formatFieldPath } from "../paths/field-path.ts";
import { conjunctionShapes } from "./conjunction-shape.ts";
import { formatIndex, type IndexDefinition } from "./index-definition.ts";
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
  const conjunctions = conjunctionShapes(where);
  const isServed =
    conjunctions.flat().every(({ field, op }) => op === "==" && field !== "__name__") &&
    orderBy.every(({ field }) => field[0] === "__name__");
  if (findNearest === undefined || !isServed) {
    throw new Unindexable(
      "the nearest documents can only be filtered by equalities, and not ordered",
    );
  }
  const { field, vector } = findNearest;
  return conjunctions.map((equalities) => [
    ...[...new Set(equalities.map((equality) => equality.field))].map(
      (name) => ({ field: name, mode: "asc" }) as const,
    ),
    { field: formatFieldPath(field), mode: vector.length },
  ]);
}

/** The vector index among these of the same fields, whatever the order of those before the vector. */
export function declaredVectorIndex(
  index: IndexDefinition,
  declared: readonly IndexDefinition[],
): IndexDefinition | undefined {
  const fieldsOf = (fields: IndexDefinition) => formatIndex(fields).toSorted().join();
  return declared.find((other) => fieldsOf(other) === fieldsOf(index));
}
