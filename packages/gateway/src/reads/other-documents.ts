import type { Found } from "../cache/answers.ts";
import type { WantedDocument } from "../cache/cached-reads.ts";
import type { StoredDocument } from "../documents/store.ts";
import type { OtherDocuments } from "../policy/lookups.ts";
import { cacheUse, type RequestedFreshness } from "./cache-use.ts";

/** The partition of documents that policies look up. No collection can be declared at this path. */
const LOOKUP_PARTITION = "_lookups";
const LOOKUP_BYTES = 8 * 1024 * 1024;

/** A document that a policy looks up. */
export interface LookedUp {
  readonly path: string;
  /** How old it may be. */
  readonly maxAgeMs: number;
}

/** The documents, each once and as fresh as the strictest of the policies that ask for it. */
export function wantedDocuments(
  lookedUp: readonly LookedUp[],
  requested: RequestedFreshness,
): readonly WantedDocument[] {
  const ages = new Map<string, number>();
  for (const { path, maxAgeMs } of lookedUp) {
    ages.set(path, Math.min(maxAgeMs, ages.get(path) ?? Infinity));
  }
  return Array.from(ages, ([path, maxAgeMs]) => {
    if (maxAgeMs === 0) return { path };
    const keeping = { partition: LOOKUP_PARTITION, maxBytes: LOOKUP_BYTES, maxAgeMs };
    return { path, use: cacheUse(keeping, requested) };
  });
}

/** The documents by path, from what was found in the order they were wanted. */
export function foundDocuments(
  wanted: readonly WantedDocument[],
  found: readonly Found<StoredDocument | null>[],
): OtherDocuments {
  return new Map(wanted.map(({ path }, index) => [path, found[index]?.value ?? null]));
}
