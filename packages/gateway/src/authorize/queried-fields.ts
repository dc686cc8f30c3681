import type { $ZodType } from "zod/v4/core";
import type { FieldPath } from "../paths/field-path.ts";
import { aggregatedField } from "../query/aggregated-field.ts";
import { comparisons } from "../query/comparisons.ts";
import type { ListOperation } from "../request/operation.ts";
import { shownName } from "./query-shape.ts";

/**
 * The fields whose indexes a query may need: those that it compares, orders by, sums up or looks
 * for neighbours in, named as its shape names them. Not the document's id, which needs none.
 */
export function queriedFields(
  { query, aggregates }: Pick<ListOperation, "query" | "aggregates">,
  schemas: readonly $ZodType[],
): readonly string[] {
  const { where, orderBy, findNearest } = query;
  const fields: readonly (FieldPath | undefined)[] = [
    ...comparisons(where).map(({ field }) => field),
    ...orderBy.map(({ field }) => field),
    ...Object.values(aggregates ?? {}).map(aggregatedField),
    findNearest?.field,
  ];
  const names = fields.flatMap((field) =>
    field === undefined || field[0] === "__name__" ? [] : shownName(field, schemas),
  );
  return [...new Set(names)];
}
