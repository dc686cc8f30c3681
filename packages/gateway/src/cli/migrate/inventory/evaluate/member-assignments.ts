import type { Node } from "oxc-parser";
import type { Declaration, SourceFile } from "../source/source-file.ts";
import type { EvaluationScope, PossibleValue } from "../value/possible-value.ts";
import type { Evaluation } from "./evaluation.ts";
import { keyName } from "./name-of.ts";

/** A property of what a variable holds. */
export interface MemberRequest {
  readonly object: Node;
  readonly name: string;
  readonly scope: EvaluationScope;
}

interface MemberAssignment {
  readonly name: string;
  readonly value: Node;
}

const known = new WeakMap<Declaration, readonly MemberAssignment[]>();

/** What a file assigns to a property of one of its variables. */
export function memberAssignments(
  evaluation: Evaluation,
  { object, name, scope }: MemberRequest,
): readonly PossibleValue[] {
  const { file } = scope;
  const declaration = file.declarations.get(object);
  if (declaration === undefined) return [];
  const all = known.get(declaration) ?? assignmentsTo(declaration, file);
  known.set(declaration, all);
  return all.flatMap((one) => (one.name === name ? evaluation.evaluate(one.value, scope) : []));
}

function assignmentsTo(declaration: Declaration, file: SourceFile): MemberAssignment[] {
  return (file.references.get(declaration) ?? []).flatMap((reference) => {
    const member = file.parents.get(reference);
    if (member?.type !== "MemberExpression" || member.object !== reference) return [];
    const name = keyName(member.property, member.computed);
    const assignment = file.parents.get(member);
    if (assignment?.type !== "AssignmentExpression" || assignment.left !== member) return [];
    return name === undefined ? [] : [{ name, value: assignment.right }];
  });
}
