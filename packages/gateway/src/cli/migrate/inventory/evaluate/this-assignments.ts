import type { Node } from "oxc-parser";
import type { SourceFile } from "../source/source-file.ts";
import type { ClassValue, InstanceValue, Value } from "../value/value.ts";
import type { Ancestor } from "./class-chain.ts";
import { constructorOf } from "./constructor-of.ts";
import type { Evaluation } from "./evaluation.ts";
import { frameOf } from "./frame.ts";
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
): readonly Value[] {
  const constructor = constructorOf(of);
  return [...assignmentsOf(of), ...prototypeAssignments(of)].flatMap((assignment) => {
    if (assignment.name !== name) return [];
    const inConstructor =
      constructor !== undefined &&
      assignment.value.start > constructor.start &&
      assignment.value.end <= constructor.end;
    const entered = inConstructor ? constructor : of.node;
    const frame = {
      ...frameOf(entered, of.frame),
      args: args ?? [],
      thisValues: [instance],
    };
    const useFrame = inConstructor && args !== undefined;
    return evaluation.evaluate(assignment.value, {
      file: of.file,
      frame: useFrame ? frame : of.frame,
    });
  });
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
