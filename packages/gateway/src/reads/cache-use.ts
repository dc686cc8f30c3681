import type { CacheUse } from "../cache/answers.ts";
import { REPEATED_WITHIN_MS } from "../cache/repeated-reads.ts";
import type { Keeping } from "../authorize/keeping.ts";

/** What a request says about the age of its answer. */
export interface RequestedFreshness {
  /**
   * Milliseconds. A request may ask for a smaller age than its collection declares, not for a
   * larger one.
   */
  readonly maxAgeMs?: number;
  /** Firestore's time of a write that the answer has to show. */
  readonly notBefore?: string;
}

/** How a request may be answered from memory: no older than its collection and the request allow. */
export function cacheUse(
  keeping: Keeping | undefined,
  { maxAgeMs = Infinity, notBefore }: RequestedFreshness,
): CacheUse | undefined {
  if (keeping === undefined) return undefined;
  return { ...keeping, maxAgeMs: Math.min(keeping.maxAgeMs, maxAgeMs), notBefore };
}

/** Whether a cache that keeps answers for some seconds could answer the request. */
export function mayBeOld({ maxAgeMs = Infinity, notBefore }: RequestedFreshness): boolean {
  return maxAgeMs >= REPEATED_WITHIN_MS && notBefore === undefined;
}
