import type { Node } from "oxc-parser";
import { literal } from "../value/text.ts";
import { distinct, type EvaluationScope, type PossibleValue } from "../value/possible-value.ts";
import { callValues, instantiate } from "./call-expression.ts";
import type { Evaluation } from "./evaluation.ts";
import { identifierValues } from "./identifier.ts";
import { memberExpression } from "./member-expression.ts";
import { nameOf } from "./name-of.ts";
import { requiredModule } from "./source-project.ts";
import { combinations, notKnown, segmentTexts, textsOf } from "./text-of.ts";
import { thisValues } from "./this-values.ts";

/** What an expression may evaluate to: one step, its parts by the evaluation. */
export function evaluateExpression(
  evaluation: Evaluation,
  node: Node,
  scope: EvaluationScope,
): readonly PossibleValue[] {
  switch (node.type) {
    case "Identifier":
    case "JSXIdentifier":
      return identifierValues(evaluation, node, scope);
    case "Literal":
      return literalValues(node.value);
    case "TemplateLiteral":
      return templateValues(evaluation, node, scope);
    case "TaggedTemplateExpression":
      return evaluation.evaluate(node.quasi, scope);
    case "BinaryExpression":
      return node.operator === "+" ? sum(evaluation, node, scope) : [];
    case "MemberExpression":
      return memberExpression(evaluation, node, scope);
    case "CallExpression":
      return callValues(evaluation, node, scope);
    case "NewExpression":
      return instantiate(evaluation, node, scope);
    case "ImportExpression":
      return importValues(evaluation, node, scope);
    case "ThisExpression":
      return thisValues(evaluation, node, scope);
    default:
      return (
        chosen(node, (part) => evaluation.evaluate(part, scope)) ??
        wrapped(evaluation, node, scope) ??
        made(node, evaluation, scope)
      );
  }
}

/** What has the value of one of its parts. */
function chosen(
  node: Node,
  evaluate: (part: Node) => readonly PossibleValue[],
): readonly PossibleValue[] | undefined {
  switch (node.type) {
    case "ConditionalExpression":
      return distinct([...evaluate(node.consequent), ...evaluate(node.alternate)]);
    case "LogicalExpression":
      if (node.operator === "&&") return evaluate(node.right);
      return distinct([...evaluate(node.left), ...evaluate(node.right)]);
    case "AssignmentExpression":
      return evaluate(node.right);
    case "SequenceExpression":
      return node.expressions.slice(-1).flatMap(evaluate);
    case "YieldExpression":
      return node.argument === null ? [] : evaluate(node.argument);
    default:
      return undefined;
  }
}

/** What wraps an expression, and may say its type. */
function wrapped(
  evaluation: Evaluation,
  node: Node,
  scope: EvaluationScope,
): readonly PossibleValue[] | undefined {
  switch (node.type) {
    case "AwaitExpression":
      return evaluation.evaluate(node.argument, scope);
    case "ChainExpression":
    case "ParenthesizedExpression":
    case "TSNonNullExpression":
    case "TSInstantiationExpression":
      return evaluation.evaluate(node.expression, scope);
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSTypeAssertion": {
      const values = evaluation.evaluate(node.expression, scope);
      if (values.some(({ kind }) => kind !== "unknown")) return values;
      const typed = evaluation.typed(node.typeAnnotation, scope, nameOf(node.expression));
      return typed.length > 0 ? typed : values;
    }
    default:
      return undefined;
  }
}

/** What an expression makes new. */
function made(
  node: Node,
  evaluation: Evaluation,
  scope: EvaluationScope,
): readonly PossibleValue[] {
  const { file, frame } = scope;
  switch (node.type) {
    case "ArrayExpression":
      return [listOf(evaluation, node, scope)];
    case "ObjectExpression":
      return [{ kind: "object", node, scope }];
    case "FunctionExpression":
    case "ArrowFunctionExpression":
    case "FunctionDeclaration": {
      const arrow = node.type === "ArrowFunctionExpression";
      const bound = arrow ? frame?.thisValues : undefined;
      return [{ kind: "function", node, file, frame, thisValues: bound }];
    }
    case "ClassExpression":
    case "ClassDeclaration":
      return [{ kind: "class", node, file, frame }];
    default:
      return [{ kind: "unknown", name: nameOf(node), reason: notKnown(nameOf(node)) }];
  }
}

function literalValues(value: unknown): readonly PossibleValue[] {
  return typeof value === "string" || typeof value === "number" ? [literal(String(value))] : [];
}

function templateValues(
  evaluation: Evaluation,
  node: Extract<Node, { type: "TemplateLiteral" }>,
  scope: EvaluationScope,
): readonly PossibleValue[] {
  const parts = node.quasis.flatMap(({ value }, index) => {
    const text = [literal(value.cooked ?? value.raw)];
    const expression = node.expressions[index];
    if (expression === undefined) return [text];
    const isSegment = value.raw.endsWith("/");
    const texts = isSegment ? segmentTexts : textsOf;
    return [text, texts(evaluation.evaluate(expression, scope), nameOf(expression))];
  });
  return combinations(parts);
}

function sum(
  evaluation: Evaluation,
  node: Extract<Node, { type: "BinaryExpression" }>,
  scope: EvaluationScope,
): readonly PossibleValue[] {
  const left = textsOf(evaluation.evaluate(node.left, scope), nameOf(node.left));
  const isSegment = left.some(({ text }) => text.endsWith("/"));
  const texts = isSegment ? segmentTexts : textsOf;
  const right = texts(evaluation.evaluate(node.right, scope), nameOf(node.right));
  return combinations([left, right]);
}

function importValues(
  evaluation: Evaluation,
  node: Extract<Node, { type: "ImportExpression" }>,
  scope: EvaluationScope,
): readonly PossibleValue[] {
  const specifier = requiredModule(node);
  return specifier === undefined ? [] : evaluation.imported(scope.file, specifier, "*");
}

/** Long lists are data: only so many elements are looked at. */
const MAX_ELEMENTS = 64;

function listOf(
  evaluation: Evaluation,
  node: Extract<Node, { type: "ArrayExpression" }>,
  scope: EvaluationScope,
): PossibleValue {
  const items: (readonly PossibleValue[])[] = [];
  let exact = true;
  for (const element of node.elements.slice(0, MAX_ELEMENTS)) {
    if (element === null) items.push([]);
    else if (element.type !== "SpreadElement") items.push(evaluation.evaluate(element, scope));
    else {
      for (const value of evaluation.evaluate(element.argument, scope)) {
        if (value.kind === "list" && value.items !== undefined) items.push(...value.items);
        else {
          exact = false;
          items.push(value.kind === "list" ? value.any : []);
        }
      }
    }
  }
  return { kind: "list", items: exact ? items : undefined, any: distinct(items.flat()) };
}
