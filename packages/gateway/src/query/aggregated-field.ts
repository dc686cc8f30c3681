import type { Aggregate } from "./query.ts";
import type { FieldPath } from "../paths/field-path.ts";

/** The field that is summed up or averaged; undefined for a count, which needs none. */
export function aggregatedField(aggregate: Aggregate): FieldPath | undefined {
  if ("sum" in aggregate) return aggregate.sum;
  return "average" in aggregate ? aggregate.average : undefined;
}
