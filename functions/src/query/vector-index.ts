import { formatFieldPath } from "../contract/field-path.ts";
import { toDisjunctions } from "./disjunctions.ts";
import type { IndexDefinition } from "./index-definition.ts";
import { Unindexable, type IndexedRequest } from "./index-need.ts";

/**
 * The index that a query for nearest neighbours needs: its equalities, then the vector.
 * @see https://firebase.google.com/docs/firestore/vector-search#create_and_manage_vector_indexes
 *
 * @throws Unindexable for filters and orders of which it is not documented that an index serves them
 */
export function neededVectorIndex({ query }: IndexedRequest): IndexDefinition {
  const { findNearest, where, orderBy } = query;
  const disjunctions = toDisjunctions(where);
  const [equalities = []] = disjunctions;
  const isServed =
    disjunctions.length === 1 &&
    equalities.every(({ field, op }) => op === "==" && field[0] !== "__name__") &&
    orderBy.every(({ field }) => field[0] === "__name__");
  if (findNearest === undefined || !isServed) {
    throw new Unindexable(
      "the nearest documents can only be filtered by equalities, and not ordered",
    );
  }
  const { field, vector } = findNearest;
  const fields = new Map(equalities.map((one) => [formatFieldPath(one.field), one.field]));
  return [
    ...[...fields.values()].map((path) => ({ field: path, mode: "asc" }) as const),
    { field, mode: vector.length },
  ];
}
