import * as z from "zod";
import type { $ZodType } from "zod/v4/core";
import type { FieldViolation } from "../../errors/error.ts";
import { formatFieldPath, type FieldPath } from "../../paths/field-path.ts";
import { alternativesOf, type Alternative } from "./alternatives.ts";
import { FORBIDDEN_NAME, UNKNOWN_FIELD } from "../check/describe-issue.ts";

type MapAlternative = Extract<Alternative, { kind: "object" | "record" }>;

/** What a document's schema says of a field path. */
export interface Located {
  /** What a value there has to be; absent where only the whole document can tell. */
  readonly schema?: $ZodType;
  /** Whether the field may be missing. */
  readonly isOptional: boolean;
  /** What of the document has to be checked as it becomes; absent where the field alone can tell. */
  readonly scope?: Scope;
}

/** A part of a document that is valid or not as a whole: the document, a map in it, or one field. */
export interface Scope {
  /** The field path of the part; empty for the whole document. */
  readonly path: FieldPath;
  readonly schema: $ZodType;
}

/** The names that an update sets in the map at a path. */
export type NamesSetIn = (map: FieldPath) => { readonly has: (name: string) => boolean };

/**
 * Finds what a document's schema says of a field path, without a document; or what is wrong with
 * the path.
 *
 * A map on the way that may be missing would be made by the update, with nothing in it but what
 * the update sets: if more is required in it, it depends on what is stored. So it does of a map that
 * has refinements. The outermost map of which that is true is the scope.
 */
export function locate(
  document: $ZodType,
  path: FieldPath,
  namesSetIn: NamesSetIn,
): Located | FieldViolation {
  let schema = document;
  let isOptional = false;
  let scope: Scope | undefined;
  let mayBeMissing = false;
  for (const [depth, name] of path.entries()) {
    const alternatives = alternativesOf(schema);
    if (alternatives.some(({ kind }) => kind === "anything")) {
      return { schema, isOptional: true, ...(scope && { scope }) };
    }
    const maps = alternatives.filter(isMap);
    const here: Scope = { path: path.slice(0, depth), schema };
    if (maps.length > 1 || alternatives.some(({ kind }) => kind === "opaque")) {
      return { isOptional: true, scope: scope ?? here };
    }
    const [map] = maps;
    if (map === undefined) return notInMap(path, depth);
    const field = fieldOf(map, name);
    if (typeof field === "string") {
      return { field: formatFieldPath(path.slice(0, depth + 1)), description: field };
    }
    mayBeMissing ||= alternatives.length > 1;
    const isWhole = hasRefinements(map) || (mayBeMissing && requires(map, namesSetIn(here.path)));
    if (isWhole) scope ??= here;
    isOptional = isOptionalIn(map, name);
    schema = field;
    // A record's field is one that may be missing, whatever it is.
    mayBeMissing ||= isOptional;
  }
  return { schema, isOptional, ...(scope && { scope }) };
}

function isMap(alternative: Alternative): alternative is MapAlternative {
  return alternative.kind === "object" || alternative.kind === "record";
}

/** What the field of that name has to be, or why there is none. */
function fieldOf(map: MapAlternative, name: string): $ZodType | string {
  if (map.kind === "object") {
    if (Object.hasOwn(map.def.shape, name)) return map.def.shape[name] as $ZodType;
    const { catchall } = map.def;
    return catchall === undefined || isNever(catchall) ? UNKNOWN_FIELD : catchall;
  }
  const { keyType, valueType } = map.def;
  return z.safeParse(keyType, name).success ? valueType : FORBIDDEN_NAME;
}

function isNever(schema: $ZodType): boolean {
  return schema._zod.def.type === "never";
}

/** Whether the map's own schema asks for more than for each field by itself. */
function hasRefinements({ def }: MapAlternative): boolean {
  return (def.checks?.length ?? 0) > 0;
}

/** Whether the map requires fields other than these. */
function requires(map: MapAlternative, set: ReturnType<NamesSetIn>): boolean {
  const names =
    map.kind === "object"
      ? Object.keys(map.def.shape).filter((name) => isRequired(map.def.shape[name] as $ZodType))
      : requiredKeys(map.def);
  return names.some((name) => !set.has(name));
}

function isOptionalIn(map: MapAlternative, name: string): boolean {
  if (map.kind === "record") return !requiredKeys(map.def).includes(name);
  const field = Object.hasOwn(map.def.shape, name) ? map.def.shape[name] : undefined;
  return field === undefined || !isRequired(field);
}

function isRequired(field: $ZodType): boolean {
  return field._zod.optin === undefined;
}

/** A record whose keys can be enumerated has them all. */
function requiredKeys(def: z.core.$ZodRecordDef): readonly string[] {
  const { values } = def.keyType._zod;
  return values === undefined || def.partial === true ? [] : [...values].map(String);
}

function notInMap(path: FieldPath, depth: number): FieldViolation {
  const container = formatFieldPath(path.slice(0, depth));
  return {
    field: formatFieldPath(path),
    description: `there is no map at ${container}: set ${container} as a whole`,
  };
}
