import { formatFieldPath } from "../paths/field-path.ts";
import type { StoredDocument } from "../documents/store.ts";
import type { Fields } from "../values/value.ts";

/** What an entry says of the fields that the gateway doesn't understand: they are in no version. */
export function unreadablePaths(stored: StoredDocument | null | undefined): Fields {
  const { unreadable = [] } = stored ?? {};
  if (unreadable.length === 0) return {};
  return { unreadable: unreadable.map(({ field }) => formatFieldPath(field)).slice(0, 100) };
}
