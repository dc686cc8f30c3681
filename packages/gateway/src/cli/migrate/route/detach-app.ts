import type { Node } from "oxc-parser";
import { unwrap } from "../inventory/evaluate/name-of.ts";
import type { SourceFile } from "../inventory/source/source-file.ts";
import type { FileEdit } from "./file-edit.ts";
import type { FirestoreStart } from "./firestore-start.ts";
import { readsName } from "./reads-name.ts";
import { statementOf } from "./runs-once.ts";

interface DetachedStart extends FirestoreStart {
  readonly app: Node | undefined;
}

/**
 * Before a call that gets a database of an app is replaced: an app that was initialized within it is
 * initialized by a statement before it, and one that was named for it alone keeps no name.
 */
export function detachApp(edit: FileEdit, { file, node, app }: DetachedStart): void {
  for (const name of file.identifiers) {
    if (name.start >= node.start && name.end <= node.end) edit.gone.add(name);
  }
  const callee = unwrap(node.callee);
  const of = app ?? (callee.type === "MemberExpression" ? callee.object : undefined);
  const inner = of && unwrap(of);
  if (inner === undefined) return;
  if (inner.type === "CallExpression" && /initializeApp\s*\(/.test(edit.source(inner))) {
    const statement = outermost(file, statementOf(file, node));
    for (const name of file.identifiers) {
      if (name.start >= inner.start && name.end <= inner.end) edit.gone.delete(name);
    }
    const indent = edit.indentAt(statement.start);
    edit.insert(statement.start, `${edit.source(inner)}${edit.semicolon}\n${indent}`);
    return;
  }
  if (inner.type === "Identifier") dropName(edit, file, inner);
}

function outermost(file: SourceFile, statement: Node): Node {
  const parent = file.parents.get(statement);
  return parent?.type === "ExportNamedDeclaration" ? parent : statement;
}

/** `const app = initializeApp()`, of which nothing reads `app` any more, becomes `initializeApp()`. */
function dropName(edit: FileEdit, file: SourceFile, name: Node): void {
  const declaration = file.declarations.get(name);
  if (declaration?.type !== "Variable") return;
  const declarator = file.parents.get(declaration.node);
  const statement = declarator && file.parents.get(declarator);
  if (declarator?.type !== "VariableDeclarator" || statement?.type !== "VariableDeclaration")
    return;
  if (statement.declarations.length !== 1 || declarator.init?.type !== "CallExpression") return;
  if (file.parents.get(statement)?.type === "ExportNamedDeclaration") return;
  const reads = (file.references.get(declaration) ?? []).filter(
    (read) => read !== declaration.node && readsName(file, read),
  );
  if (!reads.every((read) => edit.gone.has(read))) return;
  edit.remove(statement.start, declarator.init.start);
}
