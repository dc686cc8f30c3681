import type { Node } from "oxc-parser";
import {
  distinct,
  type Argument,
  type FunctionValue,
  type PossibleValue,
} from "../value/possible-value.ts";
import type { CallRequest, Evaluation } from "./evaluation.ts";
import { foreignCall } from "./foreign-call.ts";
import { listMethod, textMethod } from "./list-method.ts";
import { sdkCall } from "./sdk-call.ts";
import { sdkMethod } from "./sdk-method.ts";

/** What a call of one possible callee gives. */
export function callOne(evaluation: Evaluation, request: CallRequest): readonly PossibleValue[] {
  const { callee, args, name } = request;
  switch (callee.kind) {
    case "function":
      return enter(evaluation, callee, request);
    case "returning":
      return callee.values;
    case "sdkFunction":
      return sdkCall(evaluation, { name: callee.name, args, scope: request.scope });
    case "sdkModule":
      return callee.module === "modular" ? [{ kind: "database" }] : [callee];
    case "method":
      return methodCall(evaluation, callee, args);
    case "trigger":
      return [callee];
    case "foreign":
      return foreignCall(evaluation, { ...request, source: callee.source });
    case "unknown":
      return foreignCall(evaluation, { ...request, source: undefined, name: callee.name || name });
    default:
      return [];
  }
}

function methodCall(
  evaluation: Evaluation,
  callee: Extract<PossibleValue, { kind: "method" }>,
  args: readonly Argument[],
): readonly PossibleValue[] {
  const { receiver, name } = callee;
  if (receiver.kind === "list") return listMethod(evaluation, { receiver, name, args });
  if (receiver.kind === "text") return textMethod(evaluation, { receiver, name, args });
  return sdkMethod(evaluation, { receiver, name, args });
}

/** Enters a function: what it returns, with its parameters as they are given. */
function enter(
  evaluation: Evaluation,
  fn: FunctionValue,
  { args }: CallRequest,
): readonly PossibleValue[] {
  const { node, file, frame: outer, thisValues } = fn;
  const frame = evaluation.frame({ fn: node, args, thisValues, outer });
  const returned = distinct(
    returnsOf(node).flatMap((result) => evaluation.evaluate(result, { file, frame })),
  );
  if (returned.some(({ kind }) => kind !== "unknown")) return returned;
  const type = node.returnType?.typeAnnotation;
  if (type === undefined) return returned;
  const typed = evaluation.typed(type, { file, frame }, "result");
  return typed.length > 0 ? typed : returned;
}

const known = new WeakMap<Node, readonly Node[]>();

/** The expressions that a function may return. */
function returnsOf(fn: FunctionValue["node"]): readonly Node[] {
  const found = known.get(fn);
  if (found !== undefined) return found;
  const results: Node[] = [];
  if (fn.body !== null) {
    if (fn.body.type === "BlockStatement") collectReturns(fn.body, results);
    else results.push(fn.body);
  }
  known.set(fn, results);
  return results;
}

function collectReturns(node: Node, results: Node[]): void {
  if (node.type === "ReturnStatement") {
    if (node.argument !== null) results.push(node.argument);
    return;
  }
  for (const child of statementsIn(node)) collectReturns(child, results);
}

/** The statements directly in a statement. */
function statementsIn(node: Node): readonly Node[] {
  switch (node.type) {
    case "BlockStatement":
      return node.body;
    case "IfStatement":
      return node.alternate === null ? [node.consequent] : [node.consequent, node.alternate];
    case "TryStatement":
      return [node.block, node.handler?.body, node.finalizer].filter((part) => !!part);
    case "SwitchStatement":
      return node.cases.flatMap(({ consequent }) => consequent);
    case "ForStatement":
    case "ForOfStatement":
    case "ForInStatement":
    case "WhileStatement":
    case "DoWhileStatement":
    case "LabeledStatement":
      return [node.body];
    default:
      return [];
  }
}
