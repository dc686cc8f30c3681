import type { CacheUse } from "../cache/answers.ts";
import type { WantedDocument } from "../cache/cached-reads.ts";
import type { Condition } from "../policy/condition.ts";
import { otherDocuments } from "../policy/holds.ts";
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

/** No collection can be declared at this path. */
const MEMBERSHIP_SHELF = "_membership";
const MEMBERSHIP_BYTES = 8 * 1024 * 1024;

/**
 * The documents that decide membership, each once and as fresh as the strictest of the policies
 * that ask for it.
 */
export function wantedMemberships(
  conditions: readonly Condition[],
  requested: RequestedFreshness,
): readonly WantedDocument[] {
  const ages = new Map<string, number>();
  for (const { memberOf, maxAgeMs } of conditions.flatMap(otherDocuments)) {
    ages.set(memberOf, Math.min(maxAgeMs, ages.get(memberOf) ?? Infinity));
  }
  return Array.from(ages, ([path, maxAgeMs]) => {
    if (maxAgeMs === 0) return { path };
    const keeping = { shelf: MEMBERSHIP_SHELF, maxBytes: MEMBERSHIP_BYTES, maxAgeMs };
    return { path, use: cacheUse(keeping, requested) };
  });
}
