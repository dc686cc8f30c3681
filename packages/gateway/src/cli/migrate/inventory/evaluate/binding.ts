import type { Node } from "oxc-parser";
import type { Declaration, SourceFile } from "../source/source-file.ts";
import { varying } from "../value/text.ts";
import { distinct, type EvaluationScope, type PossibleValue } from "../value/possible-value.ts";
import { argumentsOf, expand } from "./argument-values.ts";
import { elementsOf } from "./elements.ts";
import type { Evaluation } from "./evaluation.ts";
import { keyName, nameOf } from "./name-of.ts";
import { parameterValues } from "./parameter.ts";
import { patternValues } from "./pattern.ts";
import { moduleName, requiredModule } from "./source-project.ts";
import { notKnown } from "./text-of.ts";

/** What a declared name may hold: its initializer's values, and all that is assigned to it. */
export function bindingValues(
  evaluation: Evaluation,
  declaration: Declaration,
  scope: EvaluationScope,
): readonly PossibleValue[] {
  const { file } = scope;
  switch (declaration.type) {
    case "Import": {
      const { node, importNode } = declaration;
      return evaluation.imported(file, importNode.source.value, importedName(node));
    }
    case "Function":
      return evaluation.evaluate(declaration.node, scope);
    case "Variable": {
      const values = declared(evaluation, declaration.node, scope);
      const all = distinct([...values, ...assigned(evaluation, declaration, scope)]);
      return all.some(({ kind }) => kind === "list")
        ? withPushed(evaluation, { all, declaration, scope })
        : all;
    }
    case "FunctionParam": {
      const values = parameterValues(evaluation, declaration, scope);
      return distinct([...values, ...assigned(evaluation, declaration, scope)]);
    }
    case "Identifier":
      return named(evaluation, declaration.node, scope);
    default:
      return [];
  }
}

function importedName(node: Node): string {
  if (node.type === "ImportSpecifier") return moduleName(node.imported) ?? "default";
  return node.type === "ImportNamespaceSpecifier" ? "*" : "default";
}

/** A class, an enum or a namespace, by the name that declares it. */
function named(
  evaluation: Evaluation,
  node: Node,
  scope: EvaluationScope,
): readonly PossibleValue[] {
  const parent = scope.file.parents.get(node);
  switch (parent?.type) {
    case "ClassDeclaration":
    case "ClassExpression":
      return evaluation.evaluate(parent, scope);
    case "TSEnumDeclaration":
    case "TSModuleDeclaration":
      return [{ kind: "object", node: parent, scope: { file: scope.file, frame: undefined } }];
    case "TSImportEqualsDeclaration": {
      const source = parent.moduleReference;
      if (source.type !== "TSExternalModuleReference") return [];
      return evaluation.imported(scope.file, source.expression.value, "*");
    }
    default:
      return [];
  }
}

/** What a variable's declaration gives it. */
function declared(
  evaluation: Evaluation,
  name: Node,
  scope: EvaluationScope,
): readonly PossibleValue[] {
  const declarator = climb(name, scope.file, "VariableDeclarator");
  if (declarator?.type !== "VariableDeclarator") return [];
  const give = (): readonly PossibleValue[] => {
    if (declarator.init === null) return looped(evaluation, declarator, scope);
    const required = requiredModule(declarator.init);
    if (required !== undefined && declarator.init.type === "CallExpression") {
      return evaluation.imported(scope.file, required, "*");
    }
    return evaluation.evaluate(declarator.init, scope);
  };
  const values = patternValues({ evaluation, scope, root: declarator.id, values: give }, name);
  const typed = annotated(evaluation, name, scope);
  const known = values.filter(({ kind }) => kind !== "unknown");
  return known.length > 0 || typed.length === 0 ? values : typed;
}

function annotated(
  evaluation: Evaluation,
  name: Node,
  scope: EvaluationScope,
): readonly PossibleValue[] {
  if (name.type !== "Identifier" || !name.typeAnnotation) return [];
  return evaluation.typed(name.typeAnnotation.typeAnnotation, scope, name.name);
}

/** What a loop gives its variable. */
function looped(
  evaluation: Evaluation,
  declarator: Node,
  scope: EvaluationScope,
): readonly PossibleValue[] {
  const statement = scope.file.parents.get(declarator);
  const loop = statement === undefined ? undefined : scope.file.parents.get(statement);
  if (loop === undefined || !("left" in loop) || loop.left !== statement) return [];
  if (loop.type === "ForOfStatement") {
    return elementsOf(evaluation.evaluate(loop.right, scope), nameOf(loop.right));
  }
  if (loop.type !== "ForInStatement") return [];
  return [varying(nameOf(loop.right), notKnown(nameOf(loop.right)))];
}

interface Grown {
  readonly all: readonly PossibleValue[];
  readonly declaration: Declaration;
  readonly scope: EvaluationScope;
}

/** A list has what is pushed onto it, too. */
function withPushed(
  evaluation: Evaluation,
  { all, declaration, scope }: Grown,
): readonly PossibleValue[] {
  const { file } = scope;
  const pushed = (file.references.get(declaration) ?? []).flatMap((reference) => {
    const member = file.parents.get(reference);
    if (member?.type !== "MemberExpression" || member.object !== reference) return [];
    const method = keyName(member.property, member.computed);
    const call = file.parents.get(member);
    if (call?.type !== "CallExpression" || call.callee !== member) return [];
    return method === "push" || method === "unshift"
      ? expand(evaluation, argumentsOf(call, scope)).flat()
      : [];
  });
  if (pushed.length === 0) return all;
  return all.map((value) =>
    value.kind === "list"
      ? { kind: "list", items: undefined, any: distinct([...value.any, ...pushed]) }
      : value,
  );
}

interface VariableAssignment {
  readonly name: Node;
  readonly left: Node;
  readonly right: Node;
}

const assignments = new WeakMap<Declaration, readonly VariableAssignment[]>();

function assigned(
  evaluation: Evaluation,
  declaration: Declaration,
  scope: EvaluationScope,
): readonly PossibleValue[] {
  const all = assignments.get(declaration) ?? assignmentsTo(declaration, scope.file);
  assignments.set(declaration, all);
  return all.flatMap(({ name, left, right }) => {
    const give = (): readonly PossibleValue[] => evaluation.evaluate(right, scope);
    return patternValues({ evaluation, scope, root: left, values: give }, name);
  });
}

function assignmentsTo(declaration: Declaration, file: SourceFile): VariableAssignment[] {
  return (file.references.get(declaration) ?? []).flatMap((name) => {
    if (file.parents.get(name)?.type === "MemberExpression") return [];
    const assignment = climb(name, file, "AssignmentExpression");
    if (assignment?.type !== "AssignmentExpression") return [];
    const { left, right, operator } = assignment;
    if (!within(name, left, file) || !["=", "||=", "??=", "&&="].includes(operator)) return [];
    return [{ name, left, right }];
  });
}

const PATTERNS = new Set<Node["type"]>([
  "Property",
  "ObjectPattern",
  "ArrayPattern",
  "RestElement",
  "AssignmentPattern",
]);

/** The declarator or assignment whose pattern a name stands in. */
function climb(name: Node, file: SourceFile, type: Node["type"]): Node | undefined {
  let node = file.parents.get(name);
  while (node !== undefined && PATTERNS.has(node.type)) node = file.parents.get(node);
  return node?.type === type ? node : undefined;
}

function within(node: Node, ancestor: Node, file: SourceFile): boolean {
  for (let at: Node | undefined = node; at !== undefined; at = file.parents.get(at)) {
    if (at === ancestor) return true;
  }
  return false;
}
