import { formatIndex, type IndexDefinition } from "./index-definition.ts";

/** What stands behind the fields of an index of a collection group. */
const OF_GROUP = " (group)";

/** What an index is called where usage is told: `genre, rating desc`, `genre, rating desc (group)`. */
export function indexName(index: IndexDefinition, isGroup: boolean): string {
  return formatIndex(index).join(", ") + (isGroup ? OF_GROUP : "");
}
