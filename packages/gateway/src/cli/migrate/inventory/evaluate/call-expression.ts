import type { Node } from "oxc-parser";
import { mayBeFirestore } from "../sdk/sdk-module.ts";
import { varying } from "../value/text.ts";
import {
  distinct,
  type Argument,
  type EvaluationScope,
  type PossibleValue,
} from "../value/possible-value.ts";
import { argumentsOf, expand } from "./argument-values.ts";
import type { Evaluation } from "./evaluation.ts";
import { objectValues } from "./member-expression.ts";
import { keyName, nameOf, unwrap } from "./name-of.ts";
import { requiredModule } from "./source-project.ts";
import { globalCall } from "./global-call.ts";
import { sdkMethod } from "./sdk-method.ts";
import { settledWith } from "./settled-with.ts";
import { notKnown } from "./text-of.ts";

/** What a call may give; where nothing tells, what its type argument says. */
export function callValues(
  evaluation: Evaluation,
  node: Extract<Node, { type: "CallExpression" }>,
  scope: EvaluationScope,
): readonly PossibleValue[] {
  const required = requiredModule(node);
  if (required !== undefined) return evaluation.imported(scope.file, required, "*");
  const call = { callee: unwrap(node.callee), args: argumentsOf(node, scope), scope };
  const values =
    globalCall(evaluation, call) ??
    settledCall(evaluation, call) ??
    calledValues(evaluation, node, call);
  const type = node.typeArguments?.params[0];
  if (type === undefined || values.some(({ kind }) => kind !== "unknown")) return values;
  const typed = evaluation.typed(type, scope, nameOf(node));
  return typed.length > 0 ? typed : values;
}

function calledValues(
  evaluation: Evaluation,
  node: Node,
  call: MethodCall,
): readonly PossibleValue[] {
  const { callee, args, scope } = call;
  const name = nameOf(callee);
  const callees = evaluation.evaluate(callee, scope);
  const values = callees.flatMap((one) => evaluation.call({ callee: one, args, scope, name }));
  const loose = looseCollection(evaluation, { callee, callees, args });
  if (loose.length > 0) return loose;
  if (!callees.every(({ kind }) => kind === "unknown")) return distinct(values);
  const list = mappedUnknown(evaluation, call);
  if (list !== undefined) return [list];
  return values.every(({ kind }) => kind === "unknown") ? [unnamed(node)] : distinct(values);
}

function unnamed(node: Node): PossibleValue {
  return { kind: "unknown", name: nameOf(node), reason: notKnown(nameOf(node)) };
}

/** `list.map(callback)` of a list that nothing is known of still gives what the callback gives. */
function mappedUnknown(
  evaluation: Evaluation,
  { callee, args, scope }: MethodCall,
): PossibleValue | undefined {
  const [callback] = args;
  if (callee.type !== "MemberExpression" || callback === undefined) return undefined;
  const method = keyName(callee.property, callee.computed);
  if (method !== "map" && method !== "flatMap") return undefined;
  const awaited: PossibleValue[] = [];
  const any = settledWith(evaluation, { awaited, callback, scope });
  return any.length === 0 ? undefined : { kind: "list", items: undefined, any };
}

interface MethodCall {
  readonly callee: Node;
  readonly args: readonly Argument[];
  readonly scope: EvaluationScope;
}

interface LooseCall {
  readonly callee: Node;
  readonly callees: readonly PossibleValue[];
  readonly args: readonly Argument[];
}

/** `anything.collection("users")`, where nothing else is known of what it is called on. */
function looseCollection(
  evaluation: Evaluation,
  { callee, callees, args }: LooseCall,
): readonly PossibleValue[] {
  if (callee.type !== "MemberExpression" || args.length !== 1) return [];
  const method = keyName(callee.property, callee.computed);
  if (method !== "collection" && method !== "collectionGroup") return [];
  const isOpen = callees.every(
    (value) =>
      value.kind === "unknown" || (value.kind === "foreign" && mayBeFirestore(value.source)),
  );
  const [path] = expand(evaluation, args);
  if (!isOpen || path === undefined || !path.some(({ kind }) => kind === "text")) return [];
  const owner = nameOf(callee.object);
  const receiver: PossibleValue = /ref|doc|snap/i.test(owner)
    ? unknownDocument(owner)
    : { kind: "database" };
  return sdkMethod(evaluation, { receiver, name: method, args });
}

function unknownDocument(name: string): PossibleValue {
  const path = varying(name, notKnown(name));
  return { kind: "reference", type: "document", path, group: false };
}

/** `.then(callback)` gives what the callback gives, `.catch` and `.finally` what was awaited. */
function settledCall(
  evaluation: Evaluation,
  { callee, args, scope }: MethodCall,
): readonly PossibleValue[] | undefined {
  if (callee.type !== "MemberExpression") return undefined;
  const method = keyName(callee.property, callee.computed);
  if (method !== "then" && method !== "catch" && method !== "finally" && method !== "pipe") {
    return undefined;
  }
  const awaited = objectValues(evaluation, callee.object, scope);
  const callback = args[0];
  if (method !== "then" || callback === undefined) return awaited;
  return settledWith(evaluation, { awaited, callback, scope });
}

/** What `new` may make. */
export function instantiate(
  evaluation: Evaluation,
  node: Extract<Node, { type: "NewExpression" }>,
  scope: EvaluationScope,
): readonly PossibleValue[] {
  const args = argumentsOf(node, scope);
  const name = nameOf(node.callee);
  const made = evaluation
    .evaluate(node.callee, scope)
    .flatMap((value): readonly PossibleValue[] => {
      if (value.kind === "class") return [{ kind: "instance", of: value, args }];
      if (value.kind === "function") {
        return [{ kind: "instance", of: { ...value, kind: "class" }, args }];
      }
      if (value.kind === "sdkModule" && value.module === "modular") return [{ kind: "database" }];
      if (value.kind === "sdkFunction" && /^(?:Firestore|firestore)$/.test(value.name)) {
        return [{ kind: "database" }];
      }
      if (value.kind === "sdkFunction")
        return evaluation.call({ callee: value, args, scope, name });
      const isForeign = value.kind === "unknown" || value.kind === "foreign";
      if (isForeign && name.endsWith("BulkWriter")) return [{ kind: "writer", type: "bulkWriter" }];
      if (value.kind === "unknown") return [{ kind: "foreign", source: `new ${name}` }];
      return value.kind === "foreign" ? [value] : [];
    });
  return distinct(made);
}
