import type * as z from "zod";
import { isForeign, splitDocumentPath } from "../../paths/path.ts";
import type { ReferenceValue } from "../../values/value.ts";
import { firestoreType, under, type Reading } from "./firestore-type.ts";

/**
 * A reference to a document, whether there is one or not.
 *
 * @param collection path of the collection it must be in, or the id of the last collection of its
 * path, such as `notes` for `users/ada/notes/1`. @default any, in other databases too
 */
export function reference(collection?: string): z.ZodType<ReferenceValue, ReferenceValue> {
  return firestoreType((sent): Reading => {
    const path = under("$reference", sent);
    if (typeof path !== "string") return { mustBe: 'a reference: {"$reference": path}' };
    return collection === undefined || isIn(collection, path)
      ? { value: sent }
      : { problem: `must refer to a document in ${collection}` };
  });
}

function isIn(collection: string, path: string): boolean {
  if (isForeign(path)) return false;
  const parent = splitDocumentPath(path).collection;
  return parent === collection || (!collection.includes("/") && parent.endsWith(`/${collection}`));
}
