import type { Node } from "oxc-parser";
import type { Scope, Value } from "../value/value.ts";
import type { Evaluation } from "./evaluation.ts";
import { keyName } from "./name-of.ts";

/** A property of what a variable holds. */
export interface MemberRequest {
  readonly object: Node;
  readonly name: string;
  readonly scope: Scope;
}

/** What a file assigns to a property of one of its variables. */
export function memberAssignments(
  evaluation: Evaluation,
  { object, name, scope }: MemberRequest,
): readonly Value[] {
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
