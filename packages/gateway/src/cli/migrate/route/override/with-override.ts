import { isObject, jsonObject, type JsonObject } from "./json-object.ts";

/** What each package manager calls what replaces a dependency of a dependency. */
export type OverrideField =
  readonly ["overrides"] | readonly ["resolutions"] | readonly ["pnpm", "overrides"];

/** Which package is replaced, and by what. */
export interface PackageOverride {
  readonly name: string;
  readonly spec: string;
}

/**
 * A package.json with an override, all else as it is written; the same text where it has it.
 *
 * @throws SyntaxError where it is no JSON
 */
export function withOverride(
  text: string,
  field: OverrideField,
  { name, spec }: PackageOverride,
): string {
  const root = jsonObject(text);
  return root === undefined ? text : withMember(text, root, { path: [...field, name], spec });
}

/** An object's member, of an object in it or its own, is what it is to be. */
function withMember(
  text: string,
  object: JsonObject,
  { path, spec }: { readonly path: readonly string[]; readonly spec: string },
): string {
  const [key = "", ...rest] = path;
  const value = object.members.find((each) => each.key === key)?.value;
  if (value === undefined) return insert(text, object, nested(path, spec));
  if (rest.length > 0 && isObject(value)) return withMember(text, value, { path: rest, spec });
  return splice(
    text,
    value,
    rest.length === 0 ? JSON.stringify(spec) : `{ ${nested(rest, spec)} }`,
  );
}

/** `"overrides": { "name": "spec" }` */
function nested([key = "", ...rest]: readonly string[], spec: string): string {
  const value = rest.length === 0 ? JSON.stringify(spec) : `{ ${nested(rest, spec)} }`;
  return `${JSON.stringify(key)}: ${value}`;
}

const DEPENDENCIES = /^(?:d|devD|peerD|optionalD)ependencies$/;

/** Before the dependencies, where the object has them, so that one line is added; else at its end. */
function insert(text: string, object: JsonObject, member: string): string {
  const { members } = object;
  const last = members.at(-1);
  if (last === undefined) return splice(text, object, `{ ${member} }`);
  const before = members.find(({ key }) => DEPENDENCIES.test(key));
  const at = before?.start ?? last.value.end;
  const gap = gapBefore(text, before?.start ?? last.start);
  const added = before === undefined ? `,${gap || " "}${member}` : `${member},${gap || " "}`;
  return splice(text, { start: at, end: at }, added);
}

/** The end of the line before a member, and what it is indented by; empty where it has no line of its own. */
function gapBefore(text: string, start: number): string {
  return /\r?\n[ \t]*$/.exec(text.slice(0, start))?.[0] ?? "";
}

function splice(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  by: string,
): string {
  return text.slice(0, start) + by + text.slice(end);
}
