import type { Caller } from "../caller/caller.ts";
import { formatFieldPath, parseFieldPath, type FieldPath } from "../paths/field-path.ts";

/** The name that stands for the caller's uid in the field paths of policies. No field can have it. */
const UID_NAME = "__uid__";
/** What stands in its place while a text is parsed. */
const PLACE = "\u0000uid";

/**
 * Parses a field path in which `{uid}` stands for the caller's uid: `roles.{uid}`, of a map by uid.
 *
 * @throws TypeError if the text is not a field path
 */
export function parseUidField(text: string): FieldPath {
  const named = text.replaceAll(/(^|\.)\{uid\}(?=\.|$)/gu, `$1\`${PLACE}\``);
  return parseFieldPath(named).map((name) => (name === PLACE ? UID_NAME : name));
}

/** The text of such a field path. */
export function formatUidField(field: FieldPath): string {
  return field.map((name) => (name === UID_NAME ? "{uid}" : formatFieldPath([name]))).join(".");
}

/** The field path for this caller; undefined for one who is no end user, or has no name of a field. */
export function fieldForCaller(field: FieldPath, caller: Caller): FieldPath | undefined {
  if (!field.includes(UID_NAME)) return field;
  if (caller.kind !== "user" || !isFieldName(caller.uid)) return undefined;
  return field.map((name) => (name === UID_NAME ? caller.uid : name));
}

/** The field path for some caller. */
export function fieldForSomebody(field: FieldPath): FieldPath {
  return field.map((name) => (name === UID_NAME ? "uid" : name));
}

function isFieldName(uid: string): boolean {
  return uid.isWellFormed() && !/^__.*__$/su.test(uid);
}
