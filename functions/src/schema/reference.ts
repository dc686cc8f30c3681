import type { z } from "zod";
import { isForeign, splitDocumentPath } from "../contract/path.ts";
import type { Reference } from "../contract/value.ts";
import { firestoreType, under, type Reading } from "./firestore-type.ts";

/**
 * A reference to a document, whether there is one or not.
 *
 * @param collection path of the collection it must be in, or the id of the last collection of its
 * path, such as `notes` for `users/ada/notes/1`. @default any, in other databases too
 */
export function reference(collection?: string): z.ZodType<Reference, Reference> {
  const where = collection === undefined ? "" : ` in ${collection}`;
  return firestoreType((sent): Reading => {
    const path = under("$reference", sent);
    return typeof path === "string" && (collection === undefined || isIn(collection, path))
      ? { value: sent }
      : { mustBe: `a reference to a document${where}: {"$reference": path}` };
  });
}

function isIn(collection: string, path: string): boolean {
  if (isForeign(path)) return false;
  const parent = splitDocumentPath(path).collection;
  return parent === collection || (!collection.includes("/") && parent.endsWith(`/${collection}`));
}
