import { parseExpression } from "./parse-expression.ts";
import { RulesCursor } from "./rules-cursor.ts";
import {
  RULES_OPERATIONS,
  type AllowStatement,
  type FunctionDefinition,
  type LetBinding,
  type MatchBlock,
  type MatchSegment,
  type RulesBody,
  type RulesFile,
  type RulesOperation,
  type ServiceBlock,
} from "./syntax.ts";

const VERSION = /'[^'\n]*'|"[^"\n]*"/y;
const SERVICE_NAME = /[A-Za-z_][A-Za-z0-9_.]*/y;
const LITERAL_SEGMENT = /\(default\)|[^\s/{}();,]+/y;

/**
 * Parses a file of Firebase's security rules language.
 *
 * @see https://firebase.google.com/docs/rules/rules-language
 * @throws RulesSyntaxError
 */
export function parseRules(text: string): RulesFile {
  const cursor = new RulesCursor(text.replace(/^\u{FEFF}/u, " "));
  let version = "1";
  if (cursor.eatWord("rules_version")) {
    cursor.expect("=");
    version = cursor.match(VERSION)?.slice(1, -1) ?? version;
    cursor.eat(";");
  }
  const services: ServiceBlock[] = [];
  const functions: FunctionDefinition[] = [];
  while (!cursor.isAtEnd) {
    if (cursor.peekWord() === "function") functions.push(parseFunction(cursor));
    else services.push(parseService(cursor));
  }
  return { version, services, functions };
}

function parseService(cursor: RulesCursor): ServiceBlock {
  const { at } = cursor;
  if (!cursor.eatWord("service")) throw cursor.error("service is missing");
  const name = cursor.match(SERVICE_NAME);
  if (name === undefined) throw cursor.error("the service's name is missing");
  cursor.expect("{");
  const body = parseBody(cursor);
  cursor.expect("}");
  return { name, ...body, span: cursor.spanFrom(at) };
}

function parseBody(cursor: RulesCursor): RulesBody {
  const functions: FunctionDefinition[] = [];
  const matches: MatchBlock[] = [];
  const allows: AllowStatement[] = [];
  while (!cursor.isAt("}")) {
    const word = cursor.peekWord();
    if (word === "match") matches.push(cursor.nested(() => parseMatch(cursor)));
    else if (word === "allow") allows.push(parseAllow(cursor));
    else if (word === "function") functions.push(parseFunction(cursor));
    else if (!cursor.eat(";")) throw cursor.error("match, allow, function or } is missing");
  }
  return { functions, matches, allows };
}

function parseMatch(cursor: RulesCursor): MatchBlock {
  const { at } = cursor;
  cursor.eatWord("match");
  const path = parseMatchPath(cursor);
  const open = cursor.at;
  cursor.expect("{");
  const body = parseBody(cursor);
  const close = cursor.at;
  cursor.expect("}");
  return { path, ...body, inner: { start: open + 1, end: close }, span: cursor.spanFrom(at) };
}

function parseMatchPath(cursor: RulesCursor): readonly MatchSegment[] {
  const segments: MatchSegment[] = [];
  while (cursor.eat("/")) {
    if (cursor.eat("{")) {
      const name = cursor.name("the name of the segment");
      const isRest = cursor.eat("=");
      if (isRest) cursor.expect("**");
      cursor.expect("}");
      segments.push({ kind: "variable", name, isRest });
      continue;
    }
    const text = cursor.match(LITERAL_SEGMENT);
    if (text === undefined) throw cursor.error("a segment of the path is missing");
    segments.push({ kind: "literal", text });
  }
  if (segments.length === 0) throw cursor.error("the path of the match is missing");
  return segments;
}

function parseAllow(cursor: RulesCursor): AllowStatement {
  const { at } = cursor;
  cursor.eatWord("allow");
  const operations: RulesOperation[] = [];
  do operations.push(parseOperation(cursor));
  while (cursor.eat(","));
  const head = cursor.spanFrom(at);
  const hasCondition = cursor.eat(":");
  if (hasCondition && !cursor.eatWord("if")) throw cursor.error("if is missing");
  const condition = hasCondition ? parseExpression(cursor) : undefined;
  cursor.eat(";");
  return { operations, head, ...(condition && { condition }), span: cursor.spanFrom(at) };
}

function parseOperation(cursor: RulesCursor): RulesOperation {
  const word = cursor.peekWord();
  const operation = RULES_OPERATIONS.find((each) => each === word);
  if (operation === undefined) {
    throw cursor.error(`one of ${RULES_OPERATIONS.join(", ")} is missing`);
  }
  cursor.eatWord(operation);
  return operation;
}

function parseFunction(cursor: RulesCursor): FunctionDefinition {
  const { at } = cursor;
  cursor.eatWord("function");
  const name = cursor.name("the function's name");
  const parameters = parseParameters(cursor);
  cursor.expect("{");
  const lets: LetBinding[] = [];
  while (cursor.eatWord("let")) {
    const bound = cursor.name("the name of the variable");
    cursor.expect("=");
    lets.push({ name: bound, value: parseExpression(cursor) });
    cursor.eat(";");
  }
  if (!cursor.eatWord("return")) throw cursor.error("return is missing");
  const result = parseExpression(cursor);
  cursor.eat(";");
  cursor.expect("}");
  return { name, parameters, lets, result, span: cursor.spanFrom(at) };
}

function parseParameters(cursor: RulesCursor): readonly string[] {
  cursor.expect("(");
  const names: string[] = [];
  while (!cursor.eat(")")) {
    names.push(cursor.name("the name of the parameter"));
    if (!cursor.eat(",") && !cursor.isAt(")")) throw cursor.error('"," is missing');
  }
  return names;
}
