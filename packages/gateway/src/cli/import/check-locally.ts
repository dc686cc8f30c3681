import type { Checked } from "../../errors/checked.ts";
import { readFields } from "../../wire/wire.ts";
import type { CollectionDefinition } from "../../collection/collection.ts";
import { checkReplace } from "../../schema/check/check-whole.ts";
import type { RowWrite } from "./row-writes.ts";

const CONTEXT = { uid: null, now: "2000-01-01T00:00:00.000000Z" };

/**
 * What the gateway would say of a write, as far as the declared collection tells: Firestore's limits
 * and the schema, not what is stored.
 */
export function checkLocally(
  definition: CollectionDefinition | undefined,
  { json }: RowWrite,
): Checked<unknown> {
  const { path, data } = JSON.parse(json) as { readonly path: string; readonly data: unknown };
  const fields = readFields(data, { path });
  if (!fields.ok || definition === undefined) return fields;
  return checkReplace(definition.documents, fields.value, CONTEXT);
}
