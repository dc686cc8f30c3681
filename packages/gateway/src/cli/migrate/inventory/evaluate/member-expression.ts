import type { Node } from "oxc-parser";
import { isDatabaseLike } from "../sdk/database-like.ts";
import { mayBeFirestore } from "../sdk/sdk-module.ts";
import { distinct, type EvaluationScope, type PossibleValue } from "../value/possible-value.ts";
import { isCommonName } from "./common-name.ts";
import { elementAt, elementsOf } from "./elements.ts";
import type { Evaluation } from "./evaluation.ts";
import { memberAssignments } from "./member-assignments.ts";
import { keyName, nameOf } from "./name-of.ts";
import { allProperties } from "./object-member.ts";
import { notKnown } from "./text-of.ts";
import { thisValues } from "./this-values.ts";

type MemberExpression = Extract<Node, { type: "MemberExpression" }>;

/** What a member of an object may be; with a computed name, what any member may be. */
export function memberExpression(
  evaluation: Evaluation,
  node: MemberExpression,
  scope: EvaluationScope,
): readonly PossibleValue[] {
  const objects = objectValues(evaluation, node.object, scope);
  const names = memberNames(evaluation, node, scope);
  const owner = nameOf(node.object);
  const values = names.flatMap((name) =>
    objects.flatMap((value) => one(evaluation, taken(value, owner, name), name)),
  );
  if (names.length === 0) values.push(...anyMember(evaluation, objects, nameOf(node)));
  if (node.object.type === "Identifier") {
    for (const name of names) {
      values.push(...memberAssignments(evaluation, { object: node.object, name, scope }));
    }
  }
  const [name] = names;
  if (name !== undefined && values.every(({ kind }) => kind === "unknown")) {
    values.push(...onlyOne(evaluation, name));
  }
  return known(distinct(values), nameOf(node));
}

/** A method of what can't be known is taken for the only one of its name that gives Firestore's. */
function onlyOne(evaluation: Evaluation, name: string): readonly PossibleValue[] {
  const [only, other] = evaluation.project.functionsNamed(name);
  if (only === undefined || other !== undefined || isCommonName(name)) return [];
  const { node, file } = only;
  const fn: PossibleValue = {
    kind: "function",
    node,
    file,
    frame: undefined,
    thisValues: undefined,
  };
  const scope = { file, frame: undefined };
  const given = evaluation.call({ callee: fn, args: [], scope, name });
  return given.some(({ kind }) => kind === "reference" || kind === "database") ? [fn] : [];
}

/** An object's values; `super` is the class's own object, seen as its base. */
export function objectValues(
  evaluation: Evaluation,
  node: Node,
  scope: EvaluationScope,
): readonly PossibleValue[] {
  return node.type === "Super"
    ? thisValues(evaluation, node, scope)
    : evaluation.evaluate(node, scope);
}

/** What nothing is known of is taken for a database where its name and the method say so. */
function taken(value: PossibleValue, owner: string, method: string): PossibleValue {
  const open =
    value.kind === "unknown" || (value.kind === "foreign" && mayBeFirestore(value.source));
  return open && isDatabaseLike(owner, method) ? { kind: "database" } : value;
}

function one(evaluation: Evaluation, value: PossibleValue, name: string): readonly PossibleValue[] {
  const index = /^\d+$/.test(name) ? Number(name) : undefined;
  return value.kind === "list" && index !== undefined
    ? elementAt([value], index)
    : evaluation.member(value, name);
}

function memberNames(
  evaluation: Evaluation,
  node: MemberExpression,
  scope: EvaluationScope,
): readonly string[] {
  const name = keyName(node.property, node.computed);
  if (name !== undefined) return [name];
  return evaluation.evaluate(node.property, scope).flatMap((value) => {
    if (value.kind !== "text" || value.holes.length > 0) return [];
    return [value.text];
  });
}

function anyMember(
  evaluation: Evaluation,
  objects: readonly PossibleValue[],
  name: string,
): readonly PossibleValue[] {
  return objects.flatMap((value) => {
    if (value.kind === "object") return allProperties(evaluation, value);
    if (value.kind === "foreign") return [value];
    return elementsOf([value], name);
  });
}

/** Where one possible value is known, that others are not says nothing. */
function known(values: readonly PossibleValue[], name: string): readonly PossibleValue[] {
  if (values.length > 0) return values;
  return [{ kind: "unknown", name, reason: notKnown(name) }];
}
