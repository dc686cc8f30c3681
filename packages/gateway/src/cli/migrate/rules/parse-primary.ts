import type { RulesCursor } from "./rules-cursor.ts";
import type { Expression, MapEntry } from "./syntax.ts";

const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const TEXT = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y;
/** A slash that begins no comment. */
const PATH_SLASH = /\/(?![/*])/y;
/** What a segment of a path is spelled with; `(default)` is the name of a database. */
const PATH_SEGMENT = /\(default\)|[A-Za-z0-9_.~%@-]+/y;

type Read = (cursor: RulesCursor) => Expression;

/** Reads a value, a name, a list, a map, a path, or an expression in brackets. */
export function parsePrimary(cursor: RulesCursor, parseExpression: Read): Expression {
  const { at } = cursor;
  if (cursor.eat("(")) {
    const inner = parseExpression(cursor);
    cursor.expect(")");
    return { ...inner, span: cursor.spanFrom(at) };
  }
  if (cursor.eat("[")) return { ...parseList(cursor, parseExpression), span: cursor.spanFrom(at) };
  if (cursor.eat("{")) return { ...parseMap(cursor, parseExpression), span: cursor.spanFrom(at) };
  if (cursor.isAt("/")) return parsePath(cursor, parseExpression);
  const text = cursor.match(TEXT);
  if (text !== undefined) {
    return { kind: "literal", value: unquote(text), span: cursor.spanFrom(at) };
  }
  const number = cursor.match(NUMBER);
  if (number !== undefined) {
    const isFloat = /[.eE]/.test(number);
    return { kind: "number", value: Number(number), isFloat, span: cursor.spanFrom(at) };
  }
  return parseWord(cursor);
}

const CONSTANTS: ReadonlyMap<string, null | boolean> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

function parseWord(cursor: RulesCursor): Expression {
  const { at } = cursor;
  const name = cursor.name("an expression");
  const constant = CONSTANTS.get(name);
  const span = cursor.spanFrom(at);
  return constant === undefined
    ? { kind: "name", name, span }
    : { kind: "literal", value: constant, span };
}

function parseList(cursor: RulesCursor, parseExpression: Read) {
  const items: Expression[] = [];
  while (!cursor.eat("]")) {
    items.push(parseExpression(cursor));
    if (!cursor.eat(",") && !cursor.isAt("]")) throw cursor.error('"," is missing');
  }
  return { kind: "list", items } as const;
}

function parseMap(cursor: RulesCursor, parseExpression: Read) {
  const entries: MapEntry[] = [];
  while (!cursor.eat("}")) {
    const key = parseExpression(cursor);
    cursor.expect(":");
    entries.push({ key, value: parseExpression(cursor) });
    if (!cursor.eat(",") && !cursor.isAt("}")) throw cursor.error('"," is missing');
  }
  return { kind: "map", entries } as const;
}

function parsePath(cursor: RulesCursor, parseExpression: Read): Expression {
  const { at } = cursor;
  const segments: (string | Expression)[] = [];
  while (cursor.match(PATH_SLASH, { keepTrivia: true }) !== undefined) {
    if (cursor.match(/\$\(/y) !== undefined) {
      segments.push(parseExpression(cursor));
      if (cursor.match(/\)/y, { keepTrivia: true }) === undefined) cursor.expect(")");
      continue;
    }
    const segment = cursor.match(PATH_SEGMENT, { keepTrivia: true });
    if (segment === undefined) throw cursor.error("a segment of the path is missing");
    segments.push(segment);
  }
  const span = cursor.spanFrom(at);
  cursor.skipTrivia();
  return { kind: "path", segments, span };
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

function unquote(text: string): string {
  return text
    .slice(1, -1)
    .replaceAll(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, code, character) =>
      code === undefined
        ? (ESCAPES[character as string] ?? (character as string))
        : String.fromCharCode(Number.parseInt(code as string, 16)),
    );
}
