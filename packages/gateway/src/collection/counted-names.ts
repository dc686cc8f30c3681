import { indexName } from "../indexes/index-name.ts";
import { isVector, type IndexDefinition } from "../indexes/index-definition.ts";
import { formatFieldPath } from "../paths/field-path.ts";
import { declaredFields } from "../schema/definition/declared-fields.ts";
import type { CollectionDefinition } from "./collection.ts";
import { isOverridable } from "./declared-indexes.ts";

/** The composite indexes and the fields that a definition declares, as usage counts them. */
export function countedNames({
  path,
  schema,
  indexes,
  groupIndexes,
}: Pick<CollectionDefinition, "path" | "schema" | "indexes" | "groupIndexes">) {
  return {
    collection: path,
    indexes: [
      ...indexes.map((index) => indexName(index, false)),
      ...groupIndexes.filter(isComposite).map((index) => indexName(index, true)),
    ],
    fields: declaredFields(schema)
      .filter(isOverridable)
      .map((field) => formatFieldPath(field)),
  };
}

/** Whether it is no single field's. */
function isComposite(index: IndexDefinition): boolean {
  return index.length > 1 || isVector(index);
}
