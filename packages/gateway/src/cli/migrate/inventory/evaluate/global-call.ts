import type { Node } from "oxc-parser";
import {
  distinct,
  type Argument,
  type EvaluationScope,
  type PossibleValue,
} from "../value/possible-value.ts";
import { expand } from "./argument-values.ts";
import { elementsOf } from "./elements.ts";
import type { Evaluation } from "./evaluation.ts";
import { keyName, nameOf } from "./name-of.ts";
import { allProperties } from "./object-member.ts";
import { settledWith } from "./settled-with.ts";

/** A call whose callee may be one of JavaScript's own functions. */
export interface GlobalCall {
  readonly callee: Node;
  readonly args: readonly Argument[];
  readonly scope: EvaluationScope;
}

/** What JavaScript's own functions give; undefined if the callee is none of them. */
export function globalCall(
  evaluation: Evaluation,
  { callee, args, scope }: GlobalCall,
): readonly PossibleValue[] | undefined {
  const owner = ownerOf(callee, scope);
  if (owner === undefined) return undefined;
  const [first = [], second = []] = expand(evaluation, args);
  switch (owner) {
    case "Object.freeze":
    case "Object.seal":
    case "Promise.resolve":
    case "String":
    case "Promise.race":
    case "Promise.any":
    case "structuredClone":
      return first.length > 0 ? first : undefined;
    case "Object.assign":
      return distinct([...first, ...second]);
    case "Promise.all":
    case "Promise.allSettled":
      return first;
    case "Array.from":
      return [{ kind: "list", items: undefined, any: copied(evaluation, first, args) }];
    case "Object.values":
      return [{ kind: "list", items: undefined, any: propertiesOf(evaluation, first) }];
    case "Object.entries":
      return [{ kind: "list", items: undefined, any: [entry(propertiesOf(evaluation, first))] }];
    default:
      return undefined;
  }
}

/** `Array.from(list, callback)` */
function copied(
  evaluation: Evaluation,
  list: readonly PossibleValue[],
  args: readonly Argument[],
): readonly PossibleValue[] {
  const given = elementsOf(list, "value");
  const callback = args[1];
  if (callback === undefined || !("node" in callback)) return given;
  return settledWith(evaluation, { awaited: given, callback, scope: callback.scope });
}

function entry(any: readonly PossibleValue[]): PossibleValue {
  const name: PossibleValue = { kind: "unknown", name: "key", reason: "it is a key of an object" };
  return { kind: "list", items: [[name], any], any };
}

function propertiesOf(
  evaluation: Evaluation,
  values: readonly PossibleValue[],
): readonly PossibleValue[] {
  return distinct(
    values.flatMap((value) => (value.kind === "object" ? allProperties(evaluation, value) : [])),
  );
}

/** `Object.freeze`, if `Object` is JavaScript's own. */
function ownerOf(callee: Node, scope: EvaluationScope): string | undefined {
  if (callee.type === "Identifier") {
    return scope.file.declarations.has(callee) ? undefined : callee.name;
  }
  if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier") return undefined;
  if (scope.file.declarations.has(callee.object)) return undefined;
  return `${nameOf(callee.object)}.${keyName(callee.property, callee.computed) ?? ""}`;
}
