import type { Node } from "oxc-parser";
import { literal } from "../value/text.ts";
import {
  distinct,
  type ObjectValue,
  type EvaluationScope,
  type PossibleValue,
} from "../value/possible-value.ts";
import type { Evaluation } from "./evaluation.ts";
import { declaredBy } from "./imported.ts";
import { interfaceMember } from "./interface-member.ts";
import { keyName } from "./name-of.ts";

/** What an object has under a name: a literal's property, an enum's member, a type's. */
export function objectMember(
  evaluation: Evaluation,
  value: ObjectValue,
  name: string,
): readonly PossibleValue[] {
  const { node, scope } = value;
  switch (node.type) {
    case "ObjectExpression":
      return distinct([
        ...literalMember(evaluation, value, name),
        ...componentMember(evaluation, value, name),
      ]);
    case "TSEnumDeclaration":
      return node.body.members.flatMap((member, index) =>
        keyName(member.id, false) === name ? enumValue(member, index) : [],
      );
    case "TSModuleDeclaration":
      return namespaceMember(evaluation, value, name);
    default:
      return interfaceMember(evaluation, { node, scope, name });
  }
}

function enumValue(
  member: Extract<Node, { type: "TSEnumMember" }>,
  index: number,
): readonly PossibleValue[] {
  const init = member.initializer;
  return init?.type === "Literal" ? [literal(String(init.value))] : [literal(String(index))];
}

function literalMember(
  evaluation: Evaluation,
  value: ObjectValue,
  name: string | undefined,
): readonly PossibleValue[] {
  const { node, scope } = value;
  if (node.type !== "ObjectExpression") return [];
  const found: PossibleValue[] = [];
  for (const property of node.properties) {
    if (property.type === "SpreadElement") {
      const spread = evaluation.evaluate(property.argument, scope);
      if (name !== undefined)
        found.push(...spread.flatMap((one) => spreadMember(evaluation, one, name)));
      continue;
    }
    const key =
      keyName(property.key, property.computed) ?? computedKey(evaluation, property.key, scope);
    if (name !== undefined && key !== name) continue;
    const own = evaluation.evaluate(property.value, scope);
    found.push(...own.map((one) => bound(one, value, property.value)));
  }
  return found;
}

const PARTS = ["methods", "computed", "data", "setup"];

/** What a Vue component has under a name by its options, or by what its methods assign. */
function componentMember(
  evaluation: Evaluation,
  value: ObjectValue,
  name: string,
): readonly PossibleValue[] {
  const { node, scope } = value;
  if (node.type !== "ObjectExpression" || !isComponent(node) || PARTS.includes(name)) return [];
  const assigned = scope.file.assignments.flatMap(({ left, right }) => {
    if (left.start < node.start || left.end > node.end) return [];
    if (left.type !== "MemberExpression" || left.object.type !== "ThisExpression") return [];
    return keyName(left.property, left.computed) === name ? evaluation.evaluate(right, scope) : [];
  });
  const parts = PARTS.flatMap((part) => literalMember(evaluation, value, part));
  const given = parts.flatMap((part) => {
    const calls = part.kind === "function";
    const made = calls ? evaluation.call({ callee: part, args: [], scope, name }) : [part];
    return made.flatMap((one) =>
      one.kind === "object" && one.node !== node ? literalMember(evaluation, one, name) : [],
    );
  });
  return [...assigned, ...given];
}

function isComponent(node: Extract<Node, { type: "ObjectExpression" }>): boolean {
  return node.properties.some(
    (property) =>
      property.type === "Property" && PARTS.includes(keyName(property.key, false) ?? ""),
  );
}

/** A spread object has only what it is known to have. */
function spreadMember(
  evaluation: Evaluation,
  value: PossibleValue,
  name: string,
): readonly PossibleValue[] {
  const known = ["object", "instance", "module", "props", "class"].includes(value.kind);
  return known ? evaluation.member(value, name) : [];
}

function computedKey(
  evaluation: Evaluation,
  key: Node,
  scope: EvaluationScope,
): string | undefined {
  const [only, other] = evaluation.evaluate(key, scope);
  return only?.kind === "text" && other === undefined ? only.text : undefined;
}

/** A method of an object has the object as its `this`. */
function bound(value: PossibleValue, object: ObjectValue, node: Node): PossibleValue {
  return value.kind === "function" && value.thisValues === undefined && value.node === node
    ? { ...value, thisValues: [object] }
    : value;
}

function namespaceMember(
  evaluation: Evaluation,
  { node, scope }: ObjectValue,
  name: string,
): readonly PossibleValue[] {
  if (node.type !== "TSModuleDeclaration" || node.body?.type !== "TSModuleBlock") return [];
  return node.body.body.flatMap((statement) => {
    if (statement.type !== "ExportNamedDeclaration" || statement.declaration === null) return [];
    return declaredBy(statement.declaration, name).flatMap((id) => evaluation.evaluate(id, scope));
  });
}

/** What an object has under any name. */
export function allProperties(
  evaluation: Evaluation,
  value: ObjectValue,
): readonly PossibleValue[] {
  if (value.node.type === "TSEnumDeclaration") {
    return value.node.body.members.flatMap((member, index) => enumValue(member, index));
  }
  return distinct(literalMember(evaluation, value, undefined));
}

/** What a JSX element gives its component under a name. */
export function propsMember(
  evaluation: Evaluation,
  { element, scope }: Extract<PossibleValue, { kind: "props" }>,
  name: string,
): readonly PossibleValue[] {
  if (element.type !== "JSXOpeningElement") return [];
  return element.attributes.flatMap((attribute) => {
    if (attribute.type === "JSXSpreadAttribute") {
      const spread = evaluation.evaluate(attribute.argument, scope);
      return spread.flatMap((value) => spreadMember(evaluation, value, name));
    }
    if (attribute.name.type !== "JSXIdentifier" || attribute.name.name !== name) return [];
    const { value } = attribute;
    if (value?.type === "JSXExpressionContainer")
      return evaluation.evaluate(value.expression, scope);
    return value?.type === "Literal" ? evaluation.evaluate(value, scope) : [];
  });
}
