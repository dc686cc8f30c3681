import type { Found } from "../cache/answers.ts";
import type { WantedDocument } from "../cache/cached-reads.ts";
import type { StoredDocument } from "../documents/store.ts";
import type { Condition } from "../policy/condition.ts";
import { otherDocuments, type OtherDocuments } from "../policy/holds.ts";
import { cacheUse, type RequestedFreshness } from "./cache-use.ts";

/** The shelf of membership documents. No collection can be declared at this path. */
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

/** The documents that decide membership, by path, from what was found in the order they were wanted. */
export function foundMemberships(
  wanted: readonly WantedDocument[],
  found: readonly Found<StoredDocument | null>[],
): OtherDocuments {
  return new Map(wanted.map(({ path }, index) => [path, found[index]?.value?.data ?? null]));
}
