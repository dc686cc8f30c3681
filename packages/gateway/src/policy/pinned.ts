import { editFields } from "../values/edit-fields.ts";
import { valueAt } from "../values/select.ts";
import type { Fields } from "../values/value.ts";
import type { Query } from "../query/query.ts";
import type { Condition } from "./condition.ts";
import { fieldsNaming, pathOf } from "./document-path.ts";
import { conjuncts } from "./implies.ts";
import { mapLookups } from "./lookups.ts";

/**
 * The condition for the documents of a query: what its own filters fix to one value is known of all
 * of them, and so is the path of a document that such fields name.
 */
export function pinned(condition: Condition, query: Query): Condition {
  const known = fixedBy(query);
  return mapLookups(condition, (lookup) => {
    const isFixed = fieldsNaming(lookup).every((field) => valueAt(known, field) !== undefined);
    if (!isFixed) return lookup;
    const path = pathOf(lookup, { path: "", data: known });
    return path === undefined ? false : { ...lookup, lookup: path };
  });
}

/** The fields that have one value in all documents of the query. */
function fixedBy({ where }: Query): Fields {
  const edits = conjuncts(where).flatMap((filter) => {
    const isFixed = "op" in filter && filter.op === "==" && filter.field[0] !== "__name__";
    return isFixed ? [{ path: filter.field, apply: () => filter.value }] : [];
  });
  return editFields({}, edits);
}
