import type { Node } from "oxc-parser";
import type { Argument, ClassValue, InstanceValue } from "../value/possible-value.ts";
import { constructorOf } from "./constructor-of.ts";
import type { Evaluation } from "./evaluation.ts";
import { openFrame } from "./open-frame.ts";

/** A class that an object is of, and the arguments that its constructor got. */
export interface Ancestor {
  readonly of: ClassValue;
  readonly args: readonly Argument[] | undefined;
}

const MAX_ANCESTORS = 8;

/** The classes of an object, its own first, each with what `super(…)` gave it. */
export function* classesOf(evaluation: Evaluation, instance: InstanceValue): Generator<Ancestor> {
  let at: Ancestor | undefined = { of: instance.of, args: instance.args };
  for (let level = 0; at !== undefined && level < MAX_ANCESTORS; level += 1) {
    yield at;
    at = baseOf(evaluation, at);
  }
}

function baseOf(evaluation: Evaluation, { of, args }: Ancestor): Ancestor | undefined {
  if (of.node.type !== "ClassDeclaration" && of.node.type !== "ClassExpression") return undefined;
  if (of.node.superClass === null) return undefined;
  const scope = { file: of.file, frame: of.frame };
  const base = evaluation.evaluate(of.node.superClass, scope).find(({ kind }) => kind === "class");
  if (base?.kind !== "class") return undefined;
  return { of: base, args: args === undefined ? undefined : superArguments(evaluation, of, args) };
}

/** What a class gives its base's constructor. */
function superArguments(
  evaluation: Evaluation,
  of: ClassValue,
  args: readonly Argument[],
): readonly Argument[] | undefined {
  const constructor = constructorOf(of);
  if (constructor === undefined) return args;
  const call = of.file.calls.find(
    (node) =>
      node.type === "CallExpression" &&
      node.callee.type === "Super" &&
      node.start > constructor.start &&
      node.end < constructor.end,
  );
  if (call?.type !== "CallExpression") return undefined;
  const frame = evaluation.frame({ ...openFrame(constructor, of.frame), args });
  const scope = { file: of.file, frame };
  return call.arguments.map((node) =>
    node.type === "SpreadElement" ? { node: node.argument, scope, spread: true } : { node, scope },
  );
}

const known = new WeakMap<Node, readonly ClassValue[]>();

/** All classes that extend a class, however far. */
export function subclasses(evaluation: Evaluation, of: ClassValue): readonly ClassValue[] {
  const found = known.get(of.node) ?? findSubclasses(evaluation, of);
  known.set(of.node, found);
  return found;
}

function findSubclasses(evaluation: Evaluation, of: ClassValue): readonly ClassValue[] {
  return evaluation.project.classes.flatMap(({ node, file }) => {
    if (node.type !== "ClassDeclaration" && node.type !== "ClassExpression") return [];
    if (node.superClass === null) return [];
    const candidate: ClassValue = { kind: "class", node, file, frame: undefined };
    for (const { of: ancestor } of classesOf(evaluation, {
      kind: "instance",
      of: candidate,
      args: undefined,
    })) {
      if (ancestor !== candidate && ancestor.node === of.node) return [candidate];
    }
    return [];
  });
}
