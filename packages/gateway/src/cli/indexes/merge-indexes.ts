import type { IndexFile } from "../../indexes/index-file.ts";
import type { ListedIndexes } from "./missing-indexes.ts";

/**
 * What the gateways declare, followed by what the file lists of other collections: queries of others
 * need that.
 *
 * @param ids those of the collections that the gateways have
 */
export function mergeIndexes(
  declared: IndexFile,
  listed: ListedIndexes,
  ids: ReadonlySet<string>,
): ListedIndexes {
  const isOfOthers = (one: { readonly collectionGroup: string }) => !ids.has(one.collectionGroup);
  return {
    indexes: [...declared.indexes, ...(listed.indexes ?? []).filter(isOfOthers)],
    fieldOverrides: [
      ...declared.fieldOverrides,
      ...(listed.fieldOverrides ?? []).filter(isOfOthers),
    ],
  };
}
