import { utf8Length } from "../text/utf8.ts";

/** A field path, parsed: the names of the fields from the document down. */
export type FieldPath = readonly string[];

/** What a request's text turned out to be, or what is wrong with it. */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly description: string };

/**
 * Of a field's name, and of the names of a whole path with a dot between each two.
 * @see https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields
 */
export const MAX_FIELD_PATH_BYTES = 1500;

export const FIELD_PATH_TOO_LONG = `a field path must be at most ${String(MAX_FIELD_PATH_BYTES)} bytes long`;

/**
 * Most names of a field path, whatever it is for. A document's maps may lie one deeper; what is
 * there is reached with the map around it.
 */
const MAX_FIELD_PATH_NAMES = 20;

const FIELD_PATH_TOO_DEEP =
  `a field path must have at most ${String(MAX_FIELD_PATH_NAMES)} names: ` +
  "write or ask for the map around what lies deeper";

const SIMPLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** One segment: a simple name, or anything between backticks with \` and \\ as escapes. */
const SEGMENT = /([A-Za-z_][A-Za-z0-9_]*)|`((?:[^`\\]|\\[`\\])+)`/y;

/**
 * Parses a field path as Firestore writes them: names joined by dots, a name with other characters
 * than letters, digits and `_` in backticks.
 *
 * @example safeParseFieldPath("prices.`US Gross`") // {ok: true, value: ["prices", "US Gross"]}
 */
export function safeParseFieldPath(text: string): Parsed<FieldPath> {
  if (SIMPLE_NAME.test(text)) return checked([text]);
  const names: string[] = [];
  let at = 0;
  do {
    SEGMENT.lastIndex = at;
    const match = SEGMENT.exec(text);
    if (match === null) return { ok: false, description: syntaxProblem(text) };
    names.push(nameOf(match));
    at = SEGMENT.lastIndex + 1;
  } while (text[at - 1] === ".");
  if (at <= text.length) return { ok: false, description: syntaxProblem(text) };
  return checked(names);
}

/**
 * {@link safeParseFieldPath} for field paths that are part of the program.
 *
 * @throws TypeError if the text is not a field path.
 */
export function parseFieldPath(text: string): FieldPath {
  const parsed = safeParseFieldPath(text);
  if (parsed.ok) return parsed.value;
  throw new TypeError(`${JSON.stringify(text)}: ${parsed.description}`);
}

/** The one canonical text of a field path: backticks only where they are needed. */
export function formatFieldPath(path: FieldPath): string {
  return path
    .map((name) => (SIMPLE_NAME.test(name) ? name : `\`${name.replace(/[\\`]/g, "\\$&")}\``))
    .join(".");
}

/**
 * Where in a document something stands, with the indices of arrays in brackets: `cast[2].name`.
 * Not a field path where it leads through an array: Firestore has none into those.
 */
export function formatPlace(place: readonly (string | number)[]): string {
  let text = "";
  for (const step of place) {
    if (typeof step === "number") text += `[${String(step)}]`;
    else text += (text === "" ? "" : ".") + formatFieldPath([step]);
  }
  return text;
}

/** The field path of a place: as far as there is one, up to the first array that the place is in. */
export function fieldPathOfPlace(place: string): FieldPath {
  const names: string[] = [];
  let at = 0;
  do {
    SEGMENT.lastIndex = at;
    const match = SEGMENT.exec(place);
    if (match === null) break;
    names.push(nameOf(match));
    at = SEGMENT.lastIndex + 1;
  } while (place[at - 1] === ".");
  return names;
}

/** Says what is wrong with a field's name, or nothing. */
export function checkFieldName(name: string): string | undefined {
  if (name === "") return "a field's name must not be empty";
  if (name.length >= 4 && name.startsWith("__") && name.endsWith("__")) {
    return "names that start and end with two underscores are reserved by Firestore";
  }
  if (!name.isWellFormed()) return "a field's name must be valid Unicode (it has a lone surrogate)";
  return undefined;
}

/** Says what is wrong with a field path as a whole, whose names are known to be right, or nothing. */
export function checkFieldPath(path: FieldPath): string | undefined {
  if (path.length > MAX_FIELD_PATH_NAMES) return FIELD_PATH_TOO_DEEP;
  const dotted = path.join(".");
  const isTooLong =
    dotted.length * 3 > MAX_FIELD_PATH_BYTES && utf8Length(dotted) > MAX_FIELD_PATH_BYTES;
  return isTooLong ? FIELD_PATH_TOO_LONG : undefined;
}

/** Whether `ancestor` is the path itself or leads to it. */
export function isPrefix(ancestor: FieldPath, path: FieldPath): boolean {
  return ancestor.length <= path.length && ancestor.every((name, i) => name === path[i]);
}

/** Whether both are one path, or one leads to the other: a write to either changes both. */
export function pathsOverlap(a: FieldPath, b: FieldPath): boolean {
  return isPrefix(a, b) || isPrefix(b, a);
}

function nameOf([, simple, quoted = ""]: RegExpExecArray): string {
  return simple ?? quoted.replace(/\\(.)/gs, "$1");
}

/** The one reserved name that is a path: the document's id, in queries. */
function isDocumentId(path: FieldPath): boolean {
  return path.length === 1 && path[0] === "__name__";
}

function checked(path: FieldPath): Parsed<FieldPath> {
  if (isDocumentId(path)) return { ok: true, value: path };
  for (const name of path) {
    const description = checkFieldName(name);
    if (description !== undefined) return { ok: false, description };
  }
  const description = checkFieldPath(path);
  return description === undefined ? { ok: true, value: path } : { ok: false, description };
}

function syntaxProblem(text: string): string {
  if (text === "") return "a field path must not be empty";
  return (
    "is not a field path: write names joined by dots, and a name with other characters than " +
    "letters, digits and _ (or a leading digit) in backticks, such as `US Gross`"
  );
}
