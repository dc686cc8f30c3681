import type { Node } from "oxc-parser";
import type { SourceFile } from "../source/source-file.ts";
import { keyName } from "./name-of.ts";
import type { SourceProject } from "./source-project.ts";

const WRAPPERS = new Set<Node["type"]>([
  "CallExpression",
  "ChainExpression",
  "ParenthesizedExpression",
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
]);

/** How a reader would call a function. */
export function functionName(fn: Node, file: SourceFile): string {
  const [name] = ownNames(fn, file);
  return name === undefined ? "its function" : `\`${name}\``;
}

/** Every name under which a function may be called, in any file. */
export function namesOf(fn: Node, file: SourceFile, project: SourceProject): ReadonlySet<string> {
  const names = new Set(ownNames(fn, file));
  if (names.has("default")) for (const name of project.defaultNames(file)) names.add(name);
  for (const name of names) for (const alias of project.aliasesOf(name)) names.add(alias);
  if (names.has("default")) for (const name of project.defaultNames(file)) names.add(name);
  names.delete("default");
  return names;
}

/** The names that a function is declared, assigned or exported under where it stands. */
function ownNames(fn: Node, file: SourceFile): readonly string[] {
  const names: string[] = [];
  if ("id" in fn && fn.id?.type === "Identifier") names.push(fn.id.name);
  if (isDefaultExport(fn, file)) names.push("default");
  let node = fn;
  for (;;) {
    const parent = file.parents.get(node);
    if (parent === undefined) break;
    if (parent.type === "CallExpression" ? parent.callee !== node : WRAPPERS.has(parent.type)) {
      node = parent;
      continue;
    }
    const name = nameGivenBy(parent, node, file);
    if (name !== undefined) names.push(name);
    if (parent.type === "ExportDefaultDeclaration") names.push("default");
    if (parent.type === "AssignmentExpression" && isWhole(parent.left)) names.push("default");
    break;
  }
  if (names.some((name) => exportsAsDefault(name, file))) names.push("default");
  return names;
}

function nameGivenBy(parent: Node, node: Node, file: SourceFile): string | undefined {
  switch (parent.type) {
    case "VariableDeclarator":
      return parent.id.type === "Identifier" ? parent.id.name : undefined;
    case "MethodDefinition": {
      if (parent.kind !== "constructor") return keyName(parent.key, parent.computed);
      const body = file.parents.get(parent);
      const type = body === undefined ? undefined : file.parents.get(body);
      return type !== undefined && "id" in type && type.id?.type === "Identifier"
        ? type.id.name
        : undefined;
    }
    case "Property":
    case "PropertyDefinition":
      return parent.value === node ? keyName(parent.key, parent.computed) : undefined;
    case "AssignmentExpression": {
      const { left } = parent;
      if (left.type === "Identifier") return left.name;
      return left.type === "MemberExpression" ? keyName(left.property, left.computed) : undefined;
    }
    default:
      return undefined;
  }
}

/** `module.exports` */
function isWhole(left: Node): boolean {
  return (
    left.type === "MemberExpression" &&
    left.object.type === "Identifier" &&
    left.object.name === "module"
  );
}

function isDefaultExport(node: Node, file: SourceFile): boolean {
  return file.parents.get(node)?.type === "ExportDefaultDeclaration";
}

const defaults = new WeakMap<SourceFile, ReadonlySet<string>>();

function exportsAsDefault(name: string, file: SourceFile): boolean {
  const known = defaults.get(file) ?? defaultExports(file);
  defaults.set(file, known);
  return known.has(name);
}

/** The identifiers in what a file exports as its default, wrapped as it may be. */
function defaultExports(file: SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of file.identifiers) {
    if (node.type !== "Identifier") continue;
    let at = file.parents.get(node);
    while (at !== undefined && WRAPPERS.has(at.type)) at = file.parents.get(at);
    if (at?.type === "ExportDefaultDeclaration") names.add(node.name);
    if (at?.type === "AssignmentExpression" && isWhole(at.left)) names.add(node.name);
  }
  return names;
}
