import type { CallNode } from "../source/source-file.ts";
import {
  distinct,
  type Argument,
  type EvaluationScope,
  type PossibleValue,
} from "../value/possible-value.ts";
import type { Evaluation } from "./evaluation.ts";

/** The arguments of a call, as they stand there. */
export function argumentsOf(node: CallNode, scope: EvaluationScope): readonly Argument[] {
  if (node.type === "JSXOpeningElement") {
    return [{ values: [{ kind: "props", element: node, scope }] }];
  }
  return node.arguments.map((argument) =>
    argument.type === "SpreadElement"
      ? { node: argument.argument, scope, spread: true }
      : { node: argument, scope },
  );
}

/** A parameter's place among the arguments of a call. */
export interface ArgumentRequest {
  readonly args: readonly Argument[];
  readonly index: number;
  readonly rest: boolean;
}

/** What a call gives for a parameter. */
export function argumentValues(
  evaluation: Evaluation,
  { args, index, rest }: ArgumentRequest,
): readonly PossibleValue[] {
  const lists = expand(evaluation, args);
  if (!rest) return lists[index] ?? [];
  const items = lists.slice(index);
  return [{ kind: "list", items, any: distinct(items.flat()) }];
}

/** The values of each argument, spread lists among them. */
export function expand(
  evaluation: Evaluation,
  args: readonly Argument[],
): readonly (readonly PossibleValue[])[] {
  return args.flatMap((argument): (readonly PossibleValue[])[] => {
    if ("values" in argument) return [[...argument.values]];
    const values = evaluation.evaluate(argument.node, argument.scope);
    if (argument.spread !== true) return [values];
    const list = values.find(({ kind }) => kind === "list");
    if (list?.kind !== "list") return [values];
    return list.items === undefined ? [list.any] : [...list.items];
  });
}
