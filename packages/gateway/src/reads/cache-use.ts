import type { CacheUse } from "../cache/answers.ts";
import type { Keeping } from "../authorize/keeping.ts";

/** What a request says about the age of its answer. */
export interface RequestedFreshness {
  /** It may ask for less than the collection declares, not for more. */
  readonly maxAgeMs?: number;
  /** Firestore's time of a write that the answer has to show. */
  readonly notBefore?: string;
}

/** What may come from memory: as old as is allowed, and as the request wants it. */
export function cacheUse(
  keeping: Keeping | undefined,
  { maxAgeMs = Infinity, notBefore }: RequestedFreshness,
): CacheUse | undefined {
  if (keeping === undefined) return undefined;
  return { ...keeping, maxAgeMs: Math.min(keeping.maxAgeMs, maxAgeMs), notBefore };
}
