import type { Node } from "oxc-parser";
import {
  distinct,
  type ClassValue,
  type CallFrame,
  type InstanceValue,
  type PossibleValue,
} from "../value/possible-value.ts";
import { classesOf, subclasses, type Ancestor } from "./class-chain.ts";
import { constructorOf } from "./constructor-of.ts";
import type { Evaluation } from "./evaluation.ts";
import { openFrame } from "./open-frame.ts";
import { keyName } from "./name-of.ts";
import { notKnown } from "./text-of.ts";
import { thisAssignments } from "./this-assignments.ts";
import { BY_TYPE } from "./typed.ts";

/**
 * What an object of a class has under a name: methods, accessors, fields, parameter properties and
 * what its methods assign, from the class itself up. Where the object may be of a subclass, from
 * those too.
 */
export function instanceMember(
  evaluation: Evaluation,
  instance: InstanceValue,
  name: string,
): readonly PossibleValue[] {
  if (name === "constructor") return [instance.of];
  const found = [...inherited(evaluation, instance, name)];
  if (instance.args === undefined) {
    for (const of of subclasses(evaluation, instance.of)) {
      found.push(...own(evaluation, { instance: { ...instance, of }, of, args: undefined }, name));
    }
  }
  const values = distinct(found);
  if (values.length > 0) return values;
  return [{ kind: "unknown", name, reason: notKnown(name) }];
}

interface OwnMember extends Ancestor {
  readonly instance: InstanceValue;
}

function inherited(
  evaluation: Evaluation,
  instance: InstanceValue,
  name: string,
): readonly PossibleValue[] {
  const fields: PossibleValue[] = [];
  for (const ancestor of classesOf(evaluation, instance)) {
    const values = own(evaluation, { ...ancestor, instance }, name);
    fields.push(...values);
    if (values.some(({ kind }) => kind !== "unknown")) break;
  }
  return fields;
}

/** What one class of the chain gives the object under a name. */
function own(evaluation: Evaluation, member: OwnMember, name: string): readonly PossibleValue[] {
  const { of } = member;
  if (of.node.type !== "ClassDeclaration" && of.node.type !== "ClassExpression") {
    return thisAssignments(evaluation, member, name);
  }
  const values: PossibleValue[] = [];
  for (const element of of.node.body.body) {
    if (!("key" in element) || element.static) continue;
    if (keyName(element.key, element.computed) !== name) continue;
    values.push(...elementValues(evaluation, element, member));
  }
  values.push(...parameterProperty(evaluation, member, name));
  values.push(...thisAssignments(evaluation, member, name));
  return withoutTypes(values);
}

/** A field's type says something only where no value does. */
function withoutTypes(values: readonly PossibleValue[]): readonly PossibleValue[] {
  const known = values.filter((value) => !isTyped(value));
  return known.some(({ kind }) => kind !== "unknown") ? known : values;
}

function isTyped(value: PossibleValue): boolean {
  return (
    value.kind === "reference" && value.path.holes.some(({ reason }) => reason.startsWith(BY_TYPE))
  );
}

function elementValues(
  evaluation: Evaluation,
  element: Node,
  member: OwnMember,
): readonly PossibleValue[] {
  const { of, instance } = member;
  const frame = evaluation.frame({ ...openFrame(element, of.frame), thisValues: [instance] });
  const scope = { file: of.file, frame };
  if (element.type === "MethodDefinition") {
    const thisValues = [instance];
    const { file } = of;
    const fn = {
      kind: "function",
      node: element.value,
      file,
      frame: of.frame,
      thisValues,
    } as const;
    if (element.kind === "set") return [];
    if (element.kind !== "get") return [fn];
    return evaluation.call({ callee: fn, args: [], scope, name: "" });
  }
  if (element.type !== "PropertyDefinition" && element.type !== "AccessorProperty") return [];
  if (element.value !== null) return evaluation.evaluate(element.value, scope);
  const type = element.typeAnnotation?.typeAnnotation;
  const name = keyName(element.key, element.computed) ?? "";
  return type === undefined ? [] : evaluation.typed(type, scope, name);
}

/** `constructor(private db: Firestore)` */
function parameterProperty(
  evaluation: Evaluation,
  member: OwnMember,
  name: string,
): readonly PossibleValue[] {
  const { of } = member;
  const constructor = constructorOf(of);
  if (constructor === undefined) return [];
  const property = constructor.params.find(
    (param) =>
      param.type === "TSParameterProperty" && parameterName(param.parameter)?.name === name,
  );
  if (property?.type !== "TSParameterProperty") return [];
  const identifier = parameterName(property.parameter);
  if (identifier === undefined) return [];
  return evaluation.evaluate(identifier, {
    file: of.file,
    frame: constructionFrame(evaluation, constructor, member),
  });
}

function parameterName(node: Node): Extract<Node, { type: "Identifier" }> | undefined {
  if (node.type === "AssignmentPattern") return parameterName(node.left);
  return node.type === "Identifier" ? node : undefined;
}

function constructionFrame(
  evaluation: Evaluation,
  constructor: Node,
  { of, args }: OwnMember,
): CallFrame | undefined {
  return args === undefined
    ? of.frame
    : evaluation.frame({ ...openFrame(constructor, of.frame), args });
}

/** What a class itself has under a name, from its bases too; `this` is then the class asked. */
export function staticMember(
  evaluation: Evaluation,
  of: ClassValue,
  name: string,
): readonly PossibleValue[] {
  for (const { of: owner } of classesOf(evaluation, { kind: "instance", of, args: undefined })) {
    const values = ownStatic(evaluation, { owner, receiver: of, name });
    if (values.length > 0) return values;
  }
  return [];
}

interface StaticRequest {
  readonly owner: ClassValue;
  readonly receiver: ClassValue;
  readonly name: string;
}

function ownStatic(
  evaluation: Evaluation,
  { owner, receiver, name }: StaticRequest,
): readonly PossibleValue[] {
  if (!("superClass" in owner.node)) return [];
  const thisValues = [receiver];
  const frame = evaluation.frame({ ...openFrame(owner.node, owner.frame), thisValues });
  const { file } = owner;
  const scope = { file, frame };
  return owner.node.body.body.flatMap((element): readonly PossibleValue[] => {
    if (!("key" in element) || !element.static) return [];
    if (keyName(element.key, element.computed) !== name) return [];
    if (element.type === "PropertyDefinition" && element.value !== null) {
      const entered = evaluation.frame({ ...openFrame(element, owner.frame), thisValues });
      return evaluation.evaluate(element.value, { file, frame: entered });
    }
    if (element.type !== "MethodDefinition" || element.kind === "set") return [];
    const node = element.value;
    const fn = { kind: "function", node, file, frame: owner.frame, thisValues } as const;
    return element.kind === "get"
      ? evaluation.call({ callee: fn, args: [], scope, name: "" })
      : [fn];
  });
}
