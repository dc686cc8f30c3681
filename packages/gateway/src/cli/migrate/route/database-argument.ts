import type { Node } from "oxc-parser";
import { unwrap } from "../inventory/evaluate/name-of.ts";
import type { SourceFile } from "../inventory/source/source-file.ts";
import type { FirestoreStart } from "./firestore-start.ts";

/** What a call that gives a database was given. */
export interface StartArguments {
  readonly app: Node | undefined;
  readonly settings: Node | undefined;
  readonly database: Node | undefined;
}

/** Of `getFirestore` and `initializeFirestore`, with or without an app, and of `admin.firestore`. */
export function startArguments({ file, node, kind }: FirestoreStart): StartArguments {
  const [first, second, third] = node.arguments;
  if (kind === "new") return { app: undefined, settings: first, database: undefined };
  if (kind === "initialize") return { app: first, settings: second, database: third };
  if (first !== undefined && second === undefined && isText(file, first)) {
    return { app: undefined, settings: undefined, database: first };
  }
  return { app: first, settings: undefined, database: second };
}

/** The database's id, or, where that is not spelled there, a word for this place alone. */
export function databaseName(file: SourceFile, node: Node): string {
  return spelledText(file, node) ?? `${file.path}:${String(node.start)}`;
}

/** The text that an expression spells, or a constant that it names. */
export function spelledText(file: SourceFile, node: Node): string | undefined {
  const inner = unwrap(node);
  if (inner.type === "Literal") return typeof inner.value === "string" ? inner.value : undefined;
  if (inner.type === "TemplateLiteral" && inner.expressions.length === 0) {
    return inner.quasis[0]?.value.cooked ?? undefined;
  }
  const init = initializerOf(file, inner);
  return init === undefined || init.type === "Identifier" ? undefined : spelledText(file, init);
}

function isText(file: SourceFile, node: Node): boolean {
  if (spelledText(file, node) !== undefined) return true;
  const inner = initializerOf(file, unwrap(node)) ?? unwrap(node);
  if (inner.type === "TemplateLiteral") return true;
  const declaration = file.declarations.get(inner);
  if (declaration?.type !== "FunctionParam") return false;
  const { node: parameter } = declaration;
  if (parameter.type !== "Identifier" || !parameter.typeAnnotation) return false;
  return parameter.typeAnnotation.typeAnnotation.type === "TSStringKeyword";
}

/** What a `const` is declared with. */
export function initializerOf(file: SourceFile, node: Node): Node | undefined {
  const declaration = node.type === "Identifier" ? file.declarations.get(node) : undefined;
  if (declaration?.type !== "Variable" || declaration.variableNode.kind !== "const")
    return undefined;
  const parent = file.parents.get(declaration.node);
  if (parent?.type !== "VariableDeclarator" || parent.id !== declaration.node) return undefined;
  return parent.init === null ? undefined : unwrap(parent.init);
}
