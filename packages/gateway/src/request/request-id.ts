import { invalidRequest } from "../errors/error.ts";
import { tagOf } from "../values/map.ts";
import { isForeign } from "../paths/path.ts";
import type { FieldPath } from "../paths/field-path.ts";
import type { Value } from "../values/value.ts";

export function isDocumentId(field: FieldPath): boolean {
  return field[0] === "__name__";
}

/**
 * What a document's id is compared with, as Firestore has it: an id may be written as an id, and
 * is a reference to a document of the collection, if that is known.
 */
export function toReferences(value: Value, collection: string | undefined): Value {
  if (Array.isArray(value)) return value.map((item: Value) => toReferences(item, collection));
  return typeof value === "string" && collection !== undefined
    ? { $reference: `${collection}/${value}` }
    : value;
}

/** @throws GatewayError INVALID_REQUEST for what no document's id can be compared with */
export function checkReferences(operands: Value, at: string): void {
  if (Array.isArray(operands) && operands.every(isOwnReference)) return;
  throw invalidRequest(at, "must be the id of a document, or a $reference to one of this database");
}

function isOwnReference(value: Value): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { $reference } = value as { readonly $reference?: Value };
  return tagOf(value) === "$reference" && !isForeign($reference as string);
}
