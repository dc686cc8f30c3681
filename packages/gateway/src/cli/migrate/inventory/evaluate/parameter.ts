import type { Node } from "oxc-parser";
import { argumentValues } from "./argument-values.ts";
import type { Declaration } from "../source/source-file.ts";
import {
  distinct,
  type CallFrame,
  type EvaluationScope,
  type PossibleValue,
} from "../value/possible-value.ts";
import { callbackValues } from "./callback.ts";
import type { Evaluation } from "./evaluation.ts";
import { functionName } from "./function-name.ts";
import { patternValues } from "./pattern.ts";

type FunctionParameter = Extract<Declaration, { type: "FunctionParam" }>;

/**
 * What a parameter is: the argument of the call under way; without one what any known call gives
 * it, what a callback is called with, or what its type says.
 */
export function parameterValues(
  evaluation: Evaluation,
  { node: name, fnNode: fn }: FunctionParameter,
  scope: EvaluationScope,
): readonly PossibleValue[] {
  const index = fn.params.findIndex((param) => param.start <= name.start && param.end >= name.end);
  const root = fn.params[index];
  if (root === undefined) return [];
  const pattern = root.type === "TSParameterProperty" ? root.parameter : root;
  const frame = frameFor(fn, scope.frame);
  const give = (): readonly PossibleValue[] =>
    frame?.args === undefined
      ? fromAnywhere(evaluation, { fn, index, root: pattern, scope })
      : argumentValues(evaluation, {
          args: frame.args,
          index,
          rest: pattern.type === "RestElement",
        });
  const at = name.type === "Identifier" ? name : pattern;
  return patternValues({ evaluation, scope, root: pattern, values: give }, at);
}

function frameFor(fn: Node, frame: CallFrame | undefined): CallFrame | undefined {
  for (let at = frame; at !== undefined; at = at.outer)
    if (at.fn === fn && at.args !== undefined) return at;
  return undefined;
}

interface Unframed {
  readonly fn: Extract<Declaration, { type: "FunctionParam" }>["fnNode"];
  readonly index: number;
  readonly root: Node;
  readonly scope: EvaluationScope;
}

function fromAnywhere(evaluation: Evaluation, request: Unframed): readonly PossibleValue[] {
  const { fn, index, root, scope } = request;
  const rest = root.type === "RestElement";
  const values: PossibleValue[] = [];
  const callers = evaluation.callers(fn, scope.file);
  for (const { frame } of callers) {
    values.push(...argumentValues(evaluation, { args: frame.args ?? [], index, rest }));
  }
  values.push(...callbackValues(evaluation, { fn, index, file: scope.file }));
  const typed = fromType(evaluation, root, scope);
  const isKnown = values.some(({ kind }) => kind !== "unknown");
  // What an object's type says is there for what its values don't tell.
  const objects = typed.filter(({ kind }) => kind === "object");
  if (isKnown) return distinct([...values, ...objects]);
  if (typed.length > 0) return typed;
  if (values.length > 0) return distinct(values);
  const name = parameterName(root);
  const of = functionName(fn, scope.file);
  const reason =
    callers.length > 0
      ? `\`${name}\` is not known before the program runs`
      : `\`${name}\` is a parameter, and no call of ${of} that could be followed gives it`;
  return [{ kind: "unknown", name, reason }];
}

function parameterName(root: Node): string {
  if (root.type === "Identifier") return root.name;
  if (root.type === "AssignmentPattern") return parameterName(root.left);
  return root.type === "RestElement" ? parameterName(root.argument) : "value";
}

function fromType(
  evaluation: Evaluation,
  root: Node,
  scope: EvaluationScope,
): readonly PossibleValue[] {
  const pattern = root.type === "AssignmentPattern" ? root.left : root;
  if (!("typeAnnotation" in pattern) || !pattern.typeAnnotation) return [];
  const { typeAnnotation } = pattern;
  if (typeAnnotation.type !== "TSTypeAnnotation") return [];
  return evaluation.typed(typeAnnotation.typeAnnotation, scope, parameterName(root));
}
