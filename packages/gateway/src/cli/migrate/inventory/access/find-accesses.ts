import type { Node } from "oxc-parser";
import type { Questioned } from "../evaluate/create-evaluation.ts";
import type { KnownCaller, Evaluation } from "../evaluate/evaluation.ts";
import { objectValues } from "../evaluate/member-expression.ts";
import { keyName, nameOf, unwrap } from "../evaluate/name-of.ts";
import { ACCESS_METHODS } from "../sdk/operation.ts";
import type { SourceFile } from "../source/source-file.ts";
import { BY_TYPE } from "../evaluate/typed.ts";
import type { Argument, PossibleReference, EvaluationScope } from "../value/possible-value.ts";
import { argumentsOf } from "../evaluate/argument-values.ts";
import {
  functionTouches,
  handedOver,
  methodTouches,
  type FoundAccess,
  type Touch,
} from "./touch.ts";

type CallExpressionNode = Extract<Node, { type: "CallExpression" }>;

/** Finds the calls of one file that reach Firestore. */
export function findAccesses(evaluation: Questioned, file: SourceFile): readonly FoundAccess[] {
  const found: FoundAccess[] = [];
  for (const node of file.calls) {
    if (node.type !== "CallExpression") continue;
    evaluation.startQuestion();
    const callee = unwrap(node.callee);
    const touches = touchesOf(evaluation, { node, callee, file });
    const name = callee.type === "MemberExpression" ? callee.property : callee;
    if (touches.length > 0) found.push({ node, offset: name.start, touches });
    found.push(...handedOver(evaluation, node, file));
  }
  return found.toSorted((a, b) => a.offset - b.offset);
}

interface CallInFile {
  readonly node: CallExpressionNode;
  readonly callee: Node;
  readonly file: SourceFile;
}

function touchesOf(evaluation: Questioned, request: CallInFile): readonly Touch[] {
  const { node, file } = request;
  const everywhere = inScope(evaluation, request, { file, frame: undefined });
  if (everywhere.length === 0) return [];
  const touches = entering(evaluation, node, file).flatMap((caller) =>
    inScope(evaluation, request, { file, frame: caller.frame }).map((touch) => ({
      ...touch,
      caller,
    })),
  );
  return distinctTouches(touches.length > 0 ? touches : everywhere);
}

/** The calls that enter the nearest function around a node that any are known of. */
function entering(evaluation: Evaluation, node: Node, file: SourceFile): readonly KnownCaller[] {
  for (let at = file.parents.get(node); at !== undefined; at = file.parents.get(at)) {
    if (!/Function/.test(at.type) || !("params" in at)) continue;
    const callers = evaluation.callers(at, file);
    if (callers.length > 0) return callers;
  }
  return [];
}

function inScope(
  evaluation: Evaluation,
  { node, callee }: CallInFile,
  scope: EvaluationScope,
): readonly Touch[] {
  const args: readonly Argument[] = argumentsOf(node, scope);
  if (callee.type === "MemberExpression") {
    const method = keyName(callee.property, callee.computed);
    if (method !== undefined && ACCESS_METHODS.has(method)) {
      const receivers = objectValues(evaluation, callee.object, scope);
      const name = nameOf(callee.object);
      const touches = methodTouches(evaluation, { receivers, method, args, name });
      if (touches.length > 0) return touches;
    }
  } else if (callee.type !== "Identifier" || isDeclaredFunction(callee, scope.file)) return [];
  return evaluation
    .evaluate(callee, scope)
    .flatMap((value) => functionTouches(evaluation, value, args));
}

/** What a file declares as a function is none of the SDK's. */
function isDeclaredFunction(callee: Node, file: SourceFile): boolean {
  return file.declarations.get(callee)?.type === "Function";
}

/** What only a type tells counts only where nothing else is known. */
function distinctTouches(touches: readonly Touch[]): readonly Touch[] {
  const told = touches.filter(({ of }) => !isTyped(of));
  return told.length > 0 ? told : touches;
}

/** Whether only a type says what it is. */
function isTyped({ path }: PossibleReference): boolean {
  return path.holes.some(({ reason }) => reason.startsWith(BY_TYPE));
}
