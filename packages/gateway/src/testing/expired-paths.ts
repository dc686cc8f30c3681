import type { Registry } from "../collection/registry.ts";
import type { StoredDocument } from "../documents/store.ts";
import { padTimestamp } from "../values/timestamp.ts";
import { valueAt } from "../values/select.ts";
import type { TimestampValue } from "../values/value.ts";

/** The paths of the documents that Firestore would delete by now, by the `ttl()` of their schemas. */
export function expiredPaths(
  documents: Iterable<StoredDocument>,
  collections: Registry,
  nowMs: number,
): readonly string[] {
  if (collections.definitions.every((definition) => definition.documents.ttl === undefined)) {
    return [];
  }
  const now = padTimestamp(new Date(nowMs).toISOString());
  const expired = Array.from(documents).filter(({ path, data }) => {
    const ttl = collections.find(path)?.definition.documents.ttl;
    const value = ttl && valueAt(data, ttl);
    if (typeof value !== "object" || value === null || !("$timestamp" in value)) return false;
    return (value as unknown as TimestampValue).$timestamp <= now;
  });
  return expired.map(({ path }) => path);
}
