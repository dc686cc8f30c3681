/** A value in a JSON text, from its first to behind its last character. */
interface JsonSpan {
  readonly start: number;
  readonly end: number;
  /** Of an object. */
  readonly members: readonly JsonMember[] | undefined;
}

interface JsonMember {
  readonly key: string;
  /** Where its key begins. */
  readonly start: number;
  readonly value: JsonSpan;
}

/** Where an object and its members stand in a JSON text. */
export interface JsonObject extends JsonSpan {
  readonly members: readonly JsonMember[];
}

const STRING = /"(?:[^"\\]|\\.)*"/y;
const SCALAR = /[^\s,\]}]+/y;

/** The object that is all of a text; undefined where it is none. */
export function jsonObject(text: string): JsonObject | undefined {
  JSON.parse(text);
  const value = span(text, skipSpace(text, 0));
  return isObject(value) ? value : undefined;
}

/** Whether a value is an object. */
export function isObject(value: JsonSpan | undefined): value is JsonObject {
  return value?.members !== undefined;
}

function span(text: string, start: number): JsonSpan {
  if (text[start] === "{") return object(text, start);
  if (text[start] === "[") return array(text, start);
  const form = text[start] === '"' ? STRING : SCALAR;
  return { start, end: endOf(text, form, start), members: undefined };
}

function object(text: string, start: number): JsonSpan {
  const members: JsonMember[] = [];
  let at = skipSpace(text, start + 1);
  while (text[at] === '"') {
    const keyEnd = endOf(text, STRING, at);
    const value = span(text, skipSpace(text, skipSpace(text, keyEnd) + 1));
    members.push({ key: String(JSON.parse(text.slice(at, keyEnd))), start: at, value });
    at = skipSpace(text, value.end);
    if (text[at] === ",") at = skipSpace(text, at + 1);
  }
  return { start, end: at + 1, members };
}

function array(text: string, start: number): JsonSpan {
  let at = skipSpace(text, start + 1);
  while (text[at] !== "]") {
    at = skipSpace(text, span(text, at).end);
    if (text[at] === ",") at = skipSpace(text, at + 1);
  }
  return { start, end: at + 1, members: undefined };
}

function endOf(text: string, form: RegExp, at: number): number {
  form.lastIndex = at;
  form.test(text);
  return form.lastIndex;
}

function skipSpace(text: string, at: number): number {
  let next = at;
  while (/\s/.test(text[next] ?? "")) next += 1;
  return next;
}
