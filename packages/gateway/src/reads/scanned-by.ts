import type { UseCounts } from "../call/collection-uses.ts";
import type { Fields } from "../values/value.ts";

/**
 * How many documents or index entries Firestore says that it looked at for a query, whichever are
 * more; nothing where it doesn't say.
 *
 * @param returned documents
 * @see https://firebase.google.com/docs/firestore/query-explain-report-reference
 */
export function scannedBy(explain: Fields, returned: number): Partial<UseCounts> {
  const statistics = explain["executionStats"] as Fields | undefined;
  const debug = statistics?.["debugStats"] as Fields | undefined;
  const counts = ["index_entries_scanned", "documents_scanned"].map((name) =>
    Number(debug?.[name]),
  );
  const known = counts.filter((count) => Number.isSafeInteger(count));
  return known.length === 0 ? {} : { scanned: Math.max(...known), explained: returned };
}
