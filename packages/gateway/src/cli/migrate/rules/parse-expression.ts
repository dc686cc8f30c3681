import { parsePrimary } from "./parse-primary.ts";
import type { RulesCursor } from "./rules-cursor.ts";
import type { BinaryOperator, Expression } from "./syntax.ts";

/**
 * Binary operators by how tight they bind, loosest first.
 *
 * @see https://firebase.google.com/docs/reference/rules/rules#operators
 */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ["||"],
  ["&&"],
  ["==", "!="],
  ["in", "is"],
  ["<=", ">=", "<", ">"],
  ["+", "-"],
  ["*", "/", "%"],
];

/**
 * Reads an expression of the rules language.
 *
 * @throws RulesSyntaxError
 */
export function parseExpression(cursor: RulesCursor): Expression {
  return cursor.nested(() => {
    const { at } = cursor;
    const test = parseBinary(cursor, 0);
    if (!cursor.eat("?")) return test;
    const whenTrue = parseExpression(cursor);
    cursor.expect(":");
    const otherwise = parseExpression(cursor);
    return { kind: "conditional", test, whenTrue, otherwise, span: cursor.spanFrom(at) };
  });
}

function parseBinary(cursor: RulesCursor, level: number): Expression {
  const operators = LEVELS[level];
  if (operators === undefined) return parseUnary(cursor);
  const { at } = cursor;
  let left = parseBinary(cursor, level + 1);
  for (;;) {
    const operator = operators.find((each) => eatOperator(cursor, each));
    if (operator === undefined) return left;
    const right = parseBinary(cursor, level + 1);
    left = { kind: "binary", operator, left, right, span: cursor.spanFrom(at) };
  }
}

function eatOperator(cursor: RulesCursor, operator: BinaryOperator): boolean {
  return operator === "in" || operator === "is" ? cursor.eatWord(operator) : cursor.eat(operator);
}

function parseUnary(cursor: RulesCursor): Expression {
  const { at } = cursor;
  const operator = (["!", "-"] as const).find((each) => cursor.eat(each));
  if (operator === undefined) return parsePostfix(cursor);
  const operand = cursor.nested(() => parseUnary(cursor));
  return { kind: "unary", operator, operand, span: cursor.spanFrom(at) };
}

function parsePostfix(cursor: RulesCursor): Expression {
  const { at } = cursor;
  let object = parsePrimary(cursor, parseExpression);
  for (;;) {
    if (cursor.eat(".")) {
      const name = cursor.name("the name after the point");
      object = { kind: "member", object, name, span: cursor.spanFrom(at) };
    } else if (cursor.eat("(")) {
      const args = parseItems(cursor, ")");
      object = { kind: "call", callee: object, args, span: cursor.spanFrom(at) };
    } else if (cursor.eat("[")) {
      object = parseIndex(cursor, object, at);
    } else {
      return object;
    }
  }
}

function parseIndex(cursor: RulesCursor, object: Expression, at: number): Expression {
  const index = parseExpression(cursor);
  if (cursor.eat(":")) {
    const to = parseExpression(cursor);
    cursor.expect("]");
    return { kind: "slice", object, from: index, to, span: cursor.spanFrom(at) };
  }
  cursor.expect("]");
  return { kind: "index", object, index, span: cursor.spanFrom(at) };
}

function parseItems(cursor: RulesCursor, close: string): readonly Expression[] {
  const items: Expression[] = [];
  while (!cursor.eat(close)) {
    items.push(parseExpression(cursor));
    if (!cursor.eat(",") && !cursor.isAt(close)) throw cursor.error('"," is missing');
  }
  return items;
}
