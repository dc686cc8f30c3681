import type { Caller } from "../caller/caller.ts";
import { formatFieldPath, parseFieldPath, type FieldPath } from "../paths/field-path.ts";
import { UID } from "./document-template.ts";
import type { PolicyScope } from "./policy-scope.ts";

/** What stands in a parsed field path for a name that a call fills in. No field can be called so. */
const OPEN = /^__\{(\w+)\}__$/u;
const openName = (name: string) => `__{${name}}__`;
/** What stands in its place while a text is parsed. */
const PLACE = "\u0000";

/**
 * Parses a field path in which `{uid}` stands for the caller's uid, and `{segment}` for a segment
 * of the collection's path: `roles.{uid}`, of a map by uid.
 *
 * @throws TypeError if the text is not a field path
 */
export function parseOpenField(text: string): FieldPath {
  const named = text.replaceAll(
    /(^|\.)\{([A-Za-z]\w*)\}(?=\.|$)/gu,
    (_, dot: string, name: string) => `${dot}\`${PLACE}${name}\``,
  );
  return parseFieldPath(named).map((name) =>
    name.startsWith(PLACE) ? openName(name.slice(PLACE.length)) : name,
  );
}

/** The text of such a field path. */
export function formatOpenField(field: FieldPath): string {
  return field
    .map((name) => {
      const open = nameIn(name);
      return open === undefined ? formatFieldPath([name]) : `{${open}}`;
    })
    .join(".");
}

/** The names in the field path that a call fills in. */
export function openNamesIn(field: FieldPath): readonly string[] {
  return field.flatMap((name) => nameIn(name) ?? []);
}

/**
 * The field path for this caller and path; undefined where one of its names is not known, or is none
 * that a field can have.
 */
export function fieldFor(
  field: FieldPath,
  caller: Caller,
  { params }: PolicyScope,
): FieldPath | undefined {
  const names = field.map((name) => {
    const open = nameIn(name);
    if (open === undefined) return name;
    const filled = open === UID ? uidOf(caller) : ownParam(params, open);
    return filled !== undefined && isFieldName(filled) ? filled : undefined;
  });
  return names.every((name) => name !== undefined) ? names : undefined;
}

/** The field path for some call. */
export function fieldForSomebody(field: FieldPath): FieldPath {
  return field.map((name) => nameIn(name) ?? name);
}

function nameIn(name: string): string | undefined {
  return OPEN.exec(name)?.[1];
}

function uidOf(caller: Caller): string | undefined {
  return caller.kind === "user" ? caller.uid : undefined;
}

function ownParam(params: PolicyScope["params"], name: string): string | undefined {
  return Object.hasOwn(params, name) ? params[name] : undefined;
}

function isFieldName(name: string): boolean {
  return name !== "" && name.isWellFormed() && !/^__.*__$/su.test(name);
}
