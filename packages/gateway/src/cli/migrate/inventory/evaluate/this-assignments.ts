import type { Node } from "oxc-parser";
import type { SourceFile } from "../source/source-file.ts";
import type { ClassValue, InstanceValue, PossibleValue } from "../value/possible-value.ts";
import type { Ancestor } from "./class-chain.ts";
import { constructorOf } from "./constructor-of.ts";
import type { Evaluation } from "./evaluation.ts";
import { openFrame } from "./open-frame.ts";
import { keyName } from "./name-of.ts";

interface ThisAssignment {
  readonly name: string;
  readonly value: Node;
}

const known = new WeakMap<Node, readonly ThisAssignment[]>();

/** What the methods of a class assign to a property of `this`. */
export function thisAssignments(
  evaluation: Evaluation,
  { of, args, instance }: Ancestor & { instance: InstanceValue },
  name: string,
): readonly PossibleValue[] {
  return [...assignmentsOf(of), ...prototypeAssignments(of)].flatMap((assignment) => {
    if (assignment.name !== name) return [];
    const method = methodAround(assignment.value, of);
    const isConstruction = method !== undefined && method === constructorOf(of);
    const frame = evaluation.frame({
      ...openFrame(method ?? of.node, of.frame),
      args: isConstruction ? args : undefined,
      thisValues: [instance],
    });
    return evaluation.evaluate(assignment.value, { file: of.file, frame });
  });
}

/** The outermost function of a class that a node is in: what has the object as its `this`. */
function methodAround(node: Node, of: ClassValue): Node | undefined {
  let method: Node | undefined;
  for (let at: Node | undefined = node; at !== undefined; at = of.file.parents.get(at)) {
    if (at.type === "FunctionExpression" || at.type === "FunctionDeclaration") method = at;
    if (at === of.node) break;
  }
  return method;
}

function assignmentsOf(of: ClassValue): readonly ThisAssignment[] {
  const found = known.get(of.node);
  if (found !== undefined) return found;
  const assignments: ThisAssignment[] = [];
  for (const { left, right } of of.file.assignments) {
    if (left.start < of.node.start || left.end > of.node.end) continue;
    if (left.type !== "MemberExpression" || left.object.type !== "ThisExpression") continue;
    const name = keyName(left.property, left.computed);
    if (name !== undefined) assignments.push({ name, value: right });
  }
  known.set(of.node, assignments);
  return assignments;
}

const prototypes = new WeakMap<SourceFile, readonly (ThisAssignment & { owner: string })[]>();

/** `Type.prototype.name = …` */
function prototypeAssignments(of: ClassValue): readonly ThisAssignment[] {
  if (!("id" in of.node) || of.node.id === null) return [];
  const owner = of.node.id.name;
  const all = prototypes.get(of.file) ?? allPrototypes(of.file);
  prototypes.set(of.file, all);
  return all.filter((assignment) => assignment.owner === owner);
}

function allPrototypes(file: SourceFile): (ThisAssignment & { owner: string })[] {
  return file.assignments.flatMap(({ left, right }) => {
    if (left.type !== "MemberExpression" || left.object.type !== "MemberExpression") return [];
    const { object, property } = left.object;
    if (object.type !== "Identifier" || property.type !== "Identifier") return [];
    const name = keyName(left.property, left.computed);
    if (property.name !== "prototype" || name === undefined) return [];
    return [{ owner: object.name, name, value: right }];
  });
}
