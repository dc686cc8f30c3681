import { requiresNone } from "./requires-none.ts";
import type { Write, WriteResult } from "./store.ts";

/** Transforms whose result is all that they leave of what was there. An array's result is not told. */
const TOLD: readonly string[] = ["increment", "minimum", "maximum", "serverTimestamp"];

/**
 * What writes have in common that count alike: they do nothing but transform the same fields of
 * one document, whichever version it has, and the results tell what they leave of those. Undefined
 * for any other write.
 */
export function countKey(write: Write): string | undefined {
  if (write.kind !== "update" || write.mask?.length !== 0) return undefined;
  const { path, precondition, transforms = [] } = write;
  if (precondition !== undefined && "updateTime" in precondition) return undefined;
  if (requiresNone(precondition)) return undefined;
  if (!transforms.every(({ transform }) => TOLD.includes(transform.kind))) return undefined;
  return JSON.stringify([path, transforms.map(({ field }) => field)]);
}

/** The results of writes of one commit, where those that count alike all tell what is left by it. */
export function countedResults(
  writes: readonly Write[],
  results: readonly WriteResult[],
): readonly WriteResult[] {
  const keys = writes.map(countKey);
  const left = new Map(keys.map((key, index) => [key, results[index]]));
  return results.map((result, index) => {
    const key = keys[index];
    return (key === undefined ? undefined : left.get(key)) ?? result;
  });
}
