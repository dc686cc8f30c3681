import type { Node } from "oxc-parser";
import { distinct, type EvaluationScope, type PossibleValue } from "../value/possible-value.ts";
import type { Evaluation } from "./evaluation.ts";
import { keyName } from "./name-of.ts";

/** A property of a type. */
export interface InterfaceRequest {
  readonly node: Node;
  readonly scope: EvaluationScope;
  readonly name: string;
}

/** What an object of a type has under a name: as its classes implement it, or as it is declared. */
export function interfaceMember(
  evaluation: Evaluation,
  request: InterfaceRequest,
): readonly PossibleValue[] {
  const { node, name } = request;
  const implemented = implementations(evaluation, node).flatMap((value) =>
    evaluation.member(value, name).filter(({ kind }) => kind !== "unknown"),
  );
  if (implemented.length > 0) return distinct(implemented);
  return distinct(signatures(node).flatMap((member) => signature(evaluation, member, request)));
}

function signatures(node: Node): readonly Node[] {
  if (node.type === "TSInterfaceDeclaration") return node.body.body;
  return node.type === "TSTypeLiteral" ? node.members : [];
}

function signature(
  evaluation: Evaluation,
  member: Node,
  { scope, name }: InterfaceRequest,
): readonly PossibleValue[] {
  if (member.type !== "TSPropertySignature" && member.type !== "TSMethodSignature") return [];
  if (keyName(member.key, member.computed) !== name) return [];
  if (member.type === "TSPropertySignature") {
    const type = member.typeAnnotation?.typeAnnotation;
    return type === undefined ? [] : evaluation.typed(type, scope, name);
  }
  const type = member.returnType?.typeAnnotation;
  if (type === undefined) return [];
  return [{ kind: "returning", values: evaluation.typed(type, scope, name) }];
}

/** Objects of the classes that say they implement an interface. */
function implementations(evaluation: Evaluation, node: Node): readonly PossibleValue[] {
  if (node.type !== "TSInterfaceDeclaration") return [];
  return evaluation.project.classes.flatMap((one): PossibleValue[] => {
    const { node: type, file } = one;
    if (type.type !== "ClassDeclaration" && type.type !== "ClassExpression") return [];
    const says = (type.implements ?? []).some(
      ({ expression }) => expression.type === "Identifier" && expression.name === node.id.name,
    );
    if (!says) return [];
    const of = { kind: "class", node: type, file, frame: undefined } as const;
    return [{ kind: "instance", of, args: undefined }];
  });
}
