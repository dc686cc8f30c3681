import { applyUpdate } from "../../values/apply-update.ts";
import { valueAt } from "../../values/select.ts";
import type { Fields, Value } from "../../values/value.ts";
import type { DocumentUpdate } from "../../values/write.ts";

/**
 * What comes of each transform of an update, in their order: what is stored by then, and null for
 * arrays, as Firestore answers.
 *
 * @param stored null where there is no document
 * @param time of the write: RFC 3339 in UTC with microseconds
 */
export function transformResults(
  stored: Fields | null,
  { transforms = [], ...update }: DocumentUpdate,
  time: string,
): readonly Value[] {
  let fields = applyUpdate(stored, update, time);
  return transforms.map((one) => {
    fields = applyUpdate(fields, { fields: {}, mask: [], transforms: [one] }, time);
    const { kind } = one.transform;
    if (kind === "arrayUnion" || kind === "arrayRemove") return null;
    return valueAt(fields, one.field) ?? null;
  });
}
