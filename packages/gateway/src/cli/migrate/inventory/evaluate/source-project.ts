import { readFileSync } from "node:fs";
import type { Node } from "oxc-parser";
import type { ResolveModule } from "../source/module-resolver.ts";
import {
  parseSource,
  type CallNode,
  type Declaration,
  type SourceFile,
} from "../source/source-file.ts";
import type { FunctionNode } from "../value/possible-value.ts";
import { keyName, unwrap } from "./name-of.ts";

/** A call, and the file it stands in. */
export interface CallSite {
  readonly node: CallNode;
  readonly file: SourceFile;
}

/** All files together, indexed by the names that lead from one to the other. */
export interface SourceProject {
  readonly files: readonly SourceFile[];
  /** The file of the project that an import names. */
  readonly resolve: (from: SourceFile, specifier: string) => SourceFile | undefined;
  readonly callsNamed: (name: string) => readonly CallSite[];
  /** Other names under which a name is imported, exported or destructured. */
  readonly aliasesOf: (name: string) => ReadonlySet<string>;
  /** The names that importers give to the default export of a file. */
  readonly defaultNames: (file: SourceFile) => ReadonlySet<string>;
  /** What scripts that are no modules declare for one another. */
  readonly global: (name: string) => { declaration: Declaration; file: SourceFile } | undefined;
  /** How many functions and methods have a name. */
  readonly functionsNamed: (name: string) => readonly { node: FunctionNode; file: SourceFile }[];
  readonly classes: readonly { node: Node; file: SourceFile }[];
}

/** Puts parsed files together. */
export function createProject(
  files: readonly SourceFile[],
  resolveModule: ResolveModule,
): SourceProject {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const resolve: SourceProject["resolve"] = (from, specifier) => {
    const path = resolveModule(from.path, specifier);
    if (path === undefined) return undefined;
    const known = byPath.get(path);
    if (known !== undefined || !path.endsWith(".json")) return known;
    const file = parseSource(path, readFileSync(path, "utf8"));
    byPath.set(path, file);
    return file;
  };
  const names = new Names();
  for (const file of files) names.index(file);
  const defaults = once(() => defaultImports(files, resolve));
  return {
    files,
    resolve,
    callsNamed: (name) => names.calls.get(name) ?? [],
    aliasesOf: (name) => names.aliases.get(name) ?? new Set(),
    defaultNames: (file) => defaults().get(file) ?? new Set(),
    global: (name) => names.globals.get(name),
    functionsNamed: (name) => names.functions.get(name) ?? [],
    classes: names.classes,
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

class Names {
  readonly calls = new Map<string, CallSite[]>();
  readonly aliases = new Map<string, Set<string>>();
  readonly globals = new Map<string, { declaration: Declaration; file: SourceFile }>();
  readonly functions = new Map<string, { node: FunctionNode; file: SourceFile }[]>();
  readonly classes: { node: Node; file: SourceFile }[] = [];

  index(file: SourceFile): void {
    for (const node of file.calls) {
      const name = calledName(node);
      if (name !== undefined) push(this.calls, name, { node, file });
    }
    for (const [node, parent] of file.parents) this.#indexNode({ node, parent, file });
    if (file.isModule) return;
    for (const declaration of file.declarations.values()) {
      const name = declaration.scope === "" ? declaredName(declaration) : undefined;
      if (name !== undefined) this.globals.set(name, { declaration, file });
    }
  }

  #indexNode({ node, parent, file }: { node: Node; parent: Node; file: SourceFile }): void {
    switch (node.type) {
      case "ImportSpecifier":
        this.#alias(moduleName(node.imported), node.local.name);
        break;
      case "ExportSpecifier":
        this.#alias(moduleName(node.local), moduleName(node.exported));
        break;
      case "Property":
        if (node.value.type !== "Identifier") break;
        if (parent.type === "ObjectPattern") {
          this.#alias(keyName(node.key, node.computed), node.value.name);
        } else this.#alias(node.value.name, keyName(node.key, node.computed));
        break;
      case "VariableDeclarator":
        if (node.id.type === "Identifier" && node.init !== null) {
          const init = unwrap(node.init);
          if (init.type === "Identifier") this.#alias(init.name, node.id.name);
          if (init.type === "MemberExpression") {
            this.#alias(keyName(init.property, init.computed), node.id.name);
          }
        }
        break;
      case "ClassDeclaration":
      case "ClassExpression":
        this.classes.push({ node, file });
        break;
      case "MethodDefinition":
      case "PropertyDefinition": {
        const name = keyName(node.key, node.computed);
        const { value } = node;
        if (name === undefined || value === null) break;
        if (value.type !== "FunctionExpression" && value.type !== "ArrowFunctionExpression") break;
        push(this.functions, name, { node: value, file });
        break;
      }
      default:
    }
  }

  #alias(from: string | undefined, to: string | undefined): void {
    if (from === undefined || to === undefined || from === to) return;
    const others = this.aliases.get(from) ?? new Set();
    others.add(to);
    this.aliases.set(from, others);
  }
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}

/** The last name of what a call calls; "super" for a base class's constructor. */
function calledName(node: CallNode): string | undefined {
  if (node.type === "JSXOpeningElement") {
    return node.name.type === "JSXIdentifier" ? node.name.name : undefined;
  }
  const callee = unwrap(node.callee);
  if (callee.type === "Identifier") return callee.name;
  if (callee.type === "Super") return "super";
  return callee.type === "MemberExpression" ? keyName(callee.property, callee.computed) : undefined;
}

/** The name of an import or an export, which may be a string. */
export function moduleName(node: Node): string | undefined {
  return node.type === "Identifier" ? node.name : keyName(node, false);
}

function declaredName({ node }: Declaration): string | undefined {
  if (node.type === "Identifier") return node.name;
  return node.type === "FunctionDeclaration" ? node.id?.name : undefined;
}

function defaultImports(
  files: readonly SourceFile[],
  resolve: SourceProject["resolve"],
): Map<SourceFile, Set<string>> {
  const names = new Map<SourceFile, Set<string>>();
  const add = (from: SourceFile, specifier: string, name: string): void => {
    const file = resolve(from, specifier);
    if (file === undefined) return;
    const known = names.get(file);
    if (known === undefined) names.set(file, new Set([name]));
    else known.add(name);
  };
  for (const file of files) {
    for (const node of file.parents.keys()) {
      if (node.type === "ImportDeclaration") {
        const specifier = node.specifiers.find(({ type }) => type === "ImportDefaultSpecifier");
        if (specifier !== undefined) add(file, node.source.value, specifier.local.name);
      } else if (node.type === "VariableDeclarator" && node.id.type === "Identifier") {
        const required = node.init === null ? undefined : requiredModule(unwrap(node.init));
        if (required !== undefined) add(file, required, node.id.name);
      }
    }
  }
  return names;
}

/** The module that a `require` or an `import()` names. */
export function requiredModule(node: Node): string | undefined {
  const [source] =
    node.type === "ImportExpression"
      ? [node.source]
      : node.type === "CallExpression" &&
          node.callee.type === "Identifier" &&
          node.callee.name === "require"
        ? node.arguments
        : [];
  if (source?.type === "Literal" && typeof source.value === "string") return source.value;
  return source?.type === "TemplateLiteral" && source.expressions.length === 0
    ? (source.quasis[0]?.value.cooked ?? undefined)
    : undefined;
}
