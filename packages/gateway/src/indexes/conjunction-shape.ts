import { formatFieldPath } from "../paths/field-path.ts";
import type { Operator } from "../values/operator.ts";
import type { Comparison, Filter } from "../query/query.ts";

/** What indexes see of a comparison: of `in`, an equality; of array-contains-any, an array-contains. */
export interface ComparisonShape {
  /** The field path, as text. */
  readonly field: string;
  readonly op: Exclude<Operator, "in" | "array-contains-any">;
}

/**
 * The different kinds of conjunctions of a filter's disjunctive normal form. All the values of an
 * `in` make conjunctions of one kind, so these are few where those are many.
 */
export function conjunctionShapes(
  filter: Filter | undefined,
): readonly (readonly ComparisonShape[])[] {
  if (filter === undefined) return [[]];
  if ("or" in filter) return filter.or.flatMap(conjunctionShapes);
  if (!("and" in filter)) return [[shapeOf(filter)]];
  return filter.and
    .map(conjunctionShapes)
    .reduce((products, parts) =>
      products.flatMap((product) => parts.map((part) => [...product, ...part])),
    );
}

function shapeOf({ field, op }: Comparison): ComparisonShape {
  const name = formatFieldPath(field);
  if (op === "in") return { field: name, op: "==" };
  return { field: name, op: op === "array-contains-any" ? "array-contains" : op };
}
