import type * as z from "zod";
import type { VectorValue } from "../../values/value.ts";
import { MAX_VECTOR_DIMENSIONS } from "../../wire/wire-tag.ts";
import { firestoreType, under, type Reading } from "./firestore-type.ts";

/**
 * A vector, such as an embedding, for queries of the nearest.
 *
 * @param dimensions how many numbers it has, 1 to 2048
 */
export function vector(dimensions: number): z.ZodType<VectorValue, VectorValue> {
  if (!(Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= MAX_VECTOR_DIMENSIONS)) {
    throw new RangeError(`a vector has 1 to ${String(MAX_VECTOR_DIMENSIONS)} dimensions`);
  }
  return firestoreType((sent): Reading => {
    const elements = under("$vector", sent);
    if (!Array.isArray(elements)) return { mustBe: 'a vector: {"$vector": [...]}' };
    return elements.length === dimensions
      ? { value: sent }
      : { problem: `must have ${String(dimensions)} dimensions` };
  });
}
