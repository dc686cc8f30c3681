import type { CacheUse } from "../cache/answers.ts";
import type { CollectionMatch } from "../collection/registry.ts";

/** Where the answers of a collection are kept, and how old they may be. */
export type Keeping = Omit<CacheUse, "notBefore">;

/**
 * What the collections of a grant let be kept; undefined where one of them declares no cache. Of
 * several, as a query of a collection group has them, the first has the partition, and the strictest
 * the age.
 */
export function keepingOf(matches: readonly CollectionMatch[]): Keeping | undefined {
  const ages = matches.map(({ definition }) => definition.cache?.maxAgeMs ?? 0);
  const maxAgeMs = Math.min(...ages);
  const first = matches[0]?.definition;
  if (first?.cache === undefined || maxAgeMs === 0) return undefined;
  return { partition: first.path, maxBytes: first.cache.maxBytes, maxAgeMs };
}
