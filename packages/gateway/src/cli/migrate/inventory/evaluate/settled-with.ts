import {
  distinct,
  type Argument,
  type EvaluationScope,
  type PossibleValue,
} from "../value/possible-value.ts";
import type { Evaluation } from "./evaluation.ts";

/** A value, and the callback that gets it. */
export interface Settlement {
  readonly awaited: readonly PossibleValue[];
  readonly callback: Argument;
  readonly scope: EvaluationScope;
}

/** What a callback gives for a value. */
export function settledWith(
  evaluation: Evaluation,
  { awaited, callback, scope }: Settlement,
): readonly PossibleValue[] {
  const callees =
    "values" in callback ? callback.values : evaluation.evaluate(callback.node, callback.scope);
  const args = [{ values: awaited }];
  return distinct(
    callees.flatMap((callee) => evaluation.call({ callee, args, scope, name: "callback" })),
  );
}
