import type { Caller } from "../caller/caller.ts";
import { safeParseFieldPath, type FieldPath } from "../paths/field-path.ts";
import { checkSegment } from "../paths/path.ts";
import { fieldOf, type Candidate } from "../query/matches.ts";
import type { Lookup, PathPart } from "./condition.ts";
import type { PolicyScope } from "./policy-scope.ts";

/** The segment of a template that stands for the caller's uid. */
export const UID = "uid";

/** What a segment of a template is: an id, or the name or the field in its braces. */
export function readSegment(
  segment: string,
): { readonly id: string } | { readonly name: string } | { readonly field: FieldPath } {
  const inner = /^\{(.*)\}$/su.exec(segment)?.[1];
  if (inner === undefined) return { id: segment };
  if (!inner.startsWith("document.")) return { name: inner };
  const parsed = safeParseFieldPath(inner.slice("document.".length));
  return parsed.ok ? { field: parsed.value } : { name: inner };
}

/**
 * The path that a template comes to, in parts where fields of the document at hand stand in it;
 * undefined where it comes to none.
 *
 * @param ids by the names of the segments that are known
 */
export function fillIn(
  template: string,
  ids: Readonly<Record<string, string>>,
): Lookup["lookup"] | undefined {
  const parts: PathPart[] = [];
  for (const segment of template.split("/")) {
    const read = readSegment(segment);
    if ("field" in read) parts.push(read);
    else if ("id" in read) parts.push(read.id);
    else if (Object.hasOwn(ids, read.name)) parts.push(ids[read.name] as string);
    else return undefined;
  }
  return parts.every((part) => typeof part === "string") ? whole(parts) : parts;
}

/** The ids that a template of a caller's can name: the path's, and the uid of an end user. */
export function idsFor(caller: Caller, { params }: PolicyScope): Readonly<Record<string, string>> {
  return caller.kind === "user" ? { ...params, [UID]: caller.uid } : params;
}

/** The path of the other document; undefined where the document at hand names none. */
export function pathOf({ lookup }: Lookup, document: Candidate | null): string | undefined {
  if (typeof lookup === "string") return lookup;
  if (document === null) return undefined;
  const ids: string[] = [];
  for (const part of lookup) {
    const id = typeof part === "string" ? part : fieldOf(document, part.field);
    if (typeof id !== "string") return undefined;
    ids.push(id);
  }
  return whole(ids);
}

/** Never one of the gateway's own collections, whatever a caller has written into a field. */
function whole(ids: readonly string[]): string | undefined {
  const isPath = !ids[0]?.startsWith("_") && ids.every((id, at) => !checkSegment(id, at));
  return isPath ? ids.join("/") : undefined;
}

/** The fields of the document at hand that name the other one. */
export function fieldsNaming({ lookup }: Lookup): readonly FieldPath[] {
  if (typeof lookup === "string") return [];
  return lookup.flatMap((part) => (typeof part === "string" ? [] : [part.field]));
}
