import type { Node } from "oxc-parser";
import { declaredBy } from "../inventory/evaluate/imported.ts";
import { keyName, unwrap } from "../inventory/evaluate/name-of.ts";
import {
  moduleName,
  requiredModule,
  type SourceProject,
} from "../inventory/evaluate/source-project.ts";
import type { Declaration, SourceFile } from "../inventory/source/source-file.ts";
import { packageFamily } from "./package-family.ts";

/** What of a library an expression is: `admin.app().firestore` is `["app()", "firestore"]`. */
export interface SdkOrigin {
  readonly module: string;
  /** Names, with brackets behind what is called or made by `new`. */
  readonly path: readonly string[];
  /** The last call. */
  readonly call?: Node;
}

/** Expressions that lead from one to the other in a circle, or nearly so, are followed no further. */
const DEEPEST = 20;

/** Finds what of a library an expression is, through names, aliases, members and files. */
export class SdkOrigins {
  readonly #project: SourceProject;
  readonly #known = new Map<Node, SdkOrigin | undefined>();
  #depth = 0;

  constructor(project: SourceProject) {
    this.#project = project;
  }

  /** Undefined for what is of no library that begins Firestore. */
  of(file: SourceFile, node: Node): SdkOrigin | undefined {
    if (this.#known.has(node)) return this.#known.get(node);
    if (this.#depth > DEEPEST) return undefined;
    this.#depth += 1;
    const origin = this.#find(file, unwrap(node));
    this.#depth -= 1;
    if (this.#depth === 0) this.#known.set(node, origin);
    return origin;
  }

  #find(file: SourceFile, node: Node): SdkOrigin | undefined {
    const module = requiredModule(node);
    if (module !== undefined) return this.#imported(file, module, "*");
    switch (node.type) {
      case "Identifier":
        return this.#named(file, file.declarations.get(node));
      case "MemberExpression":
        return member(this.of(file, node.object), keyName(node.property, node.computed));
      case "CallExpression":
      case "NewExpression":
        return called(this.of(file, node.callee), node);
      case "AssignmentExpression":
        return this.of(file, node.right);
      default:
        return undefined;
    }
  }

  #named(file: SourceFile, declaration: Declaration | undefined): SdkOrigin | undefined {
    switch (declaration?.type) {
      case "Import": {
        const { node, importNode } = declaration;
        return this.#imported(file, importNode.source.value, importedName(node));
      }
      case "Variable":
        return this.#variable(file, declaration);
      case "Identifier": {
        const parent = file.parents.get(declaration.node);
        if (parent?.type !== "TSImportEqualsDeclaration") return undefined;
        const source = parent.moduleReference;
        if (source.type !== "TSExternalModuleReference") return undefined;
        return this.#imported(file, source.expression.value, "*");
      }
      default:
        return undefined;
    }
  }

  #variable(file: SourceFile, declaration: Declaration): SdkOrigin | undefined {
    const [pattern, name] = destructured(file, declaration.node);
    const parent = file.parents.get(pattern);
    if (parent?.type !== "VariableDeclarator") return undefined;
    const given = parent.init ?? onlyAssigned(file, declaration);
    if (given === undefined) return undefined;
    const origin = this.of(file, given);
    return name === undefined ? origin : member(origin, name);
  }

  #imported(file: SourceFile, specifier: string, name: string): SdkOrigin | undefined {
    if (packageFamily(specifier) !== undefined) {
      return { module: specifier, path: name === "*" || name === "default" ? [] : [name] };
    }
    const target = this.#project.resolve(file, specifier);
    if (target === undefined || this.#depth > DEEPEST) return undefined;
    this.#depth += 1;
    const origin = name === "*" ? undefined : this.#exported(target, name);
    this.#depth -= 1;
    return origin;
  }

  #exported(file: SourceFile, name: string): SdkOrigin | undefined {
    const statements = file.program.type === "Program" ? file.program.body : [];
    for (const statement of statements) {
      const origin = this.#exportedBy(file, statement, name);
      if (origin !== undefined) return origin;
    }
    return this.#exportedCommonJs(file, name);
  }

  #exportedBy(file: SourceFile, statement: Node, name: string): SdkOrigin | undefined {
    if (statement.type === "ExportDefaultDeclaration" && name === "default") {
      return this.of(file, statement.declaration);
    }
    if (statement.type === "ExportAllDeclaration" && statement.exported === null) {
      return this.#imported(file, statement.source.value, name);
    }
    if (statement.type !== "ExportNamedDeclaration") return undefined;
    if (statement.declaration !== null) {
      const [declared] = declaredBy(statement.declaration, name);
      return declared && this.of(file, declared);
    }
    const specifier = statement.specifiers.find(({ exported }) => moduleName(exported) === name);
    if (specifier === undefined) return undefined;
    if (statement.source === null) return this.of(file, specifier.local);
    return this.#imported(file, statement.source.value, moduleName(specifier.local) ?? "default");
  }

  /** `exports.name = …` and `module.exports = { name: … }`. */
  #exportedCommonJs(file: SourceFile, name: string): SdkOrigin | undefined {
    for (const { left, right } of file.assignments) {
      if (left.type !== "MemberExpression") continue;
      const [object, key] = [unwrap(left.object), keyName(left.property, left.computed)];
      const isExports = object.type === "Identifier" && object.name === "exports";
      const isModule = object.type === "Identifier" && object.name === "module";
      if ((isExports || endsWithExports(object)) && key === name) return this.of(file, right);
      if (!isModule || key !== "exports" || right.type !== "ObjectExpression") continue;
      const property = right.properties.find(
        (each) => each.type === "Property" && keyName(each.key, each.computed) === name,
      );
      if (property?.type === "Property") return this.of(file, property.value);
    }
    return undefined;
  }
}

function endsWithExports(node: Node): boolean {
  return node.type === "MemberExpression" && keyName(node.property, node.computed) === "exports";
}

function member(of: SdkOrigin | undefined, name: string | undefined): SdkOrigin | undefined {
  if (of === undefined || name === undefined) return undefined;
  if (name === "default") return of;
  return { ...of, path: [...of.path, name] };
}

function called(of: SdkOrigin | undefined, call: Node): SdkOrigin | undefined {
  if (of === undefined) return undefined;
  return { module: of.module, path: [...of.path.slice(0, -1), `${of.path.at(-1) ?? ""}()`], call };
}

function importedName(node: Node): string {
  if (node.type === "ImportSpecifier") return moduleName(node.imported) ?? "default";
  return node.type === "ImportNamespaceSpecifier" ? "*" : "default";
}

/** The pattern that declares a name, and of which property, where it is an object's. */
function destructured(file: SourceFile, name: Node): readonly [Node, string | undefined] {
  const property = file.parents.get(name);
  const pattern = property && file.parents.get(property);
  if (property?.type !== "Property" || pattern?.type !== "ObjectPattern") return [name, undefined];
  return [pattern, keyName(property.key, property.computed)];
}

/** What is assigned to a variable, where that happens at one place. */
function onlyAssigned(file: SourceFile, declaration: Declaration): Node | undefined {
  const all = file.assignments.filter(({ left }) => file.declarations.get(left) === declaration);
  return all.length === 1 ? all[0]?.right : undefined;
}
