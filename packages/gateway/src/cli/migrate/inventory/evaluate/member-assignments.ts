import type { Node } from "oxc-parser";
import type { EvaluationScope, PossibleValue } from "../value/possible-value.ts";
import type { Evaluation } from "./evaluation.ts";
import { keyName } from "./name-of.ts";

/** A property of what a variable holds. */
export interface MemberRequest {
  readonly object: Node;
  readonly name: string;
  readonly scope: EvaluationScope;
}

/** What a file assigns to a property of one of its variables. */
export function memberAssignments(
  evaluation: Evaluation,
  { object, name, scope }: MemberRequest,
): readonly PossibleValue[] {
  const { file } = scope;
  const declaration = file.declarations.get(object);
  if (declaration === undefined) return [];
  return (file.references.get(declaration) ?? []).flatMap((reference) => {
    const member = file.parents.get(reference);
    if (member?.type !== "MemberExpression" || member.object !== reference) return [];
    if (keyName(member.property, member.computed) !== name) return [];
    const assignment = file.parents.get(member);
    if (assignment?.type !== "AssignmentExpression" || assignment.left !== member) return [];
    return evaluation.evaluate(assignment.right, scope);
  });
}
