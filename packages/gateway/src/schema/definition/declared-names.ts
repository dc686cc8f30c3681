import type { $ZodType } from "zod/v4/core";
import type { FieldPath } from "../../paths/field-path.ts";
import { alternativesOf, type Alternative } from "./alternatives.ts";

/** Stands for a name that the schema leaves to whoever writes. */
export const ANY_NAME = "*";

/**
 * The field path with only those names in it that the schema itself declares. Any other may be data,
 * as the keys of a map by user are: for them, and all below what is not known, stands `*`.
 */
export function declaredNames(document: $ZodType, path: FieldPath): FieldPath {
  if (path[0] === "__name__") return path;
  const names: string[] = [];
  let schemas: readonly $ZodType[] = [document];
  for (const name of path) {
    const alternatives = schemas.flatMap((schema) => alternativesOf(schema));
    const declared = alternatives.flatMap((one) => declaredField(one, name) ?? []);
    names.push(declared.length > 0 ? name : ANY_NAME);
    schemas = declared.length > 0 ? declared : alternatives.flatMap((one) => anyField(one) ?? []);
    if (schemas.length === 0) break;
  }
  return names;
}

function declaredField(alternative: Alternative, name: string): $ZodType | undefined {
  if (alternative.kind === "object") {
    const { shape } = alternative.def;
    return Object.hasOwn(shape, name) ? shape[name] : undefined;
  }
  if (alternative.kind !== "record") return undefined;
  const { keyType, valueType } = alternative.def;
  return keyType._zod.values?.has(name) === true ? valueType : undefined;
}

function anyField(alternative: Alternative): $ZodType | undefined {
  if (alternative.kind === "object") return alternative.def.catchall;
  return alternative.kind === "record" ? alternative.def.valueType : undefined;
}
