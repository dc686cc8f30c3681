import type { Node } from "oxc-parser";
import type { SourceFile } from "../source/source-file.ts";
import type {
  ClassNode,
  CallFrame,
  EvaluationScope,
  PossibleValue,
} from "../value/possible-value.ts";
import type { Evaluation } from "./evaluation.ts";
import { keyName } from "./name-of.ts";

/** What `this` is: the caller's receiver where it is known, else any object of the class. */
export function thisValues(
  evaluation: Evaluation,
  node: Node,
  scope: EvaluationScope,
): readonly PossibleValue[] {
  const { file, frame } = scope;
  let at: Node | undefined = node;
  for (;;) {
    at = at === undefined ? undefined : file.parents.get(at);
    if (at === undefined) return [{ kind: "unknown", name: "this", reason: "`this` is not known" }];
    if (at.type === "FunctionExpression" || at.type === "FunctionDeclaration") {
      const bound = thisOf(at, frame);
      if (bound !== undefined) return bound;
      return ownerOf(evaluation, at, scope);
    }
    if (at.type === "PropertyDefinition" || at.type === "AccessorProperty") {
      const bound = thisOf(at, frame);
      if (bound !== undefined) return bound;
      return ofClass(at, scope, at.static);
    }
    if (at.type === "StaticBlock") return ofClass(at, scope, true);
  }
}

function thisOf(fn: Node, frame: CallFrame | undefined): readonly PossibleValue[] | undefined {
  for (let at = frame; at !== undefined; at = at.outer) {
    if (at.fn === fn) return at.thisValues;
  }
  return undefined;
}

/** The object that a function is a method of. */
function ownerOf(
  evaluation: Evaluation,
  fn: Node,
  scope: EvaluationScope,
): readonly PossibleValue[] {
  const { file } = scope;
  const parent = file.parents.get(fn);
  if (parent?.type === "MethodDefinition") return ofClass(parent, scope, parent.static);
  if (parent?.type === "Property") {
    const object = optionsAround(file.parents.get(parent), file);
    return object?.type === "ObjectExpression" ? [{ kind: "object", node: object, scope }] : [];
  }
  if (parent?.type === "AssignmentExpression" && parent.left.type === "MemberExpression") {
    const owner = prototypeOwner(parent.left) ?? parent.left.object;
    return evaluation.evaluate(owner, scope).flatMap((value): PossibleValue[] => {
      if (value.kind !== "function" || owner === parent.left) return [value];
      return [{ kind: "instance", of: { ...value, kind: "class" }, args: undefined }];
    });
  }
  if (fn.type === "FunctionDeclaration" || fn.type === "FunctionExpression") {
    const of = { kind: "class", node: fn, file, frame: undefined } as const;
    return [{ kind: "instance", of, args: undefined }];
  }
  return [];
}

/** The component of Vue's options that an object is the methods or computed properties of. */
function optionsAround(object: Node | undefined, file: SourceFile): Node | undefined {
  const property = object === undefined ? undefined : file.parents.get(object);
  if (property?.type !== "Property" || !OPTIONS.test(keyName(property.key, false) ?? "")) {
    return object;
  }
  return file.parents.get(property);
}

const OPTIONS = /^(?:methods|computed|watch|actions|getters)$/;

/** `Type` of `Type.prototype.method`. */
function prototypeOwner(member: Extract<Node, { type: "MemberExpression" }>): Node | undefined {
  const { object } = member;
  if (object.type !== "MemberExpression" || object.property.type !== "Identifier") return undefined;
  return object.property.name === "prototype" ? object.object : undefined;
}

function ofClass(
  member: Node,
  scope: EvaluationScope,
  isStatic: boolean,
): readonly PossibleValue[] {
  const node = classAround(member, scope.file);
  if (node === undefined) return [];
  const of = { kind: "class", node, file: scope.file, frame: scope.frame } as const;
  return isStatic ? [of] : [{ kind: "instance", of, args: undefined }];
}

function classAround(member: Node, file: SourceFile): ClassNode | undefined {
  let at = file.parents.get(member);
  while (at !== undefined) {
    if (at.type === "ClassDeclaration" || at.type === "ClassExpression") return at;
    at = file.parents.get(at);
  }
  return undefined;
}
