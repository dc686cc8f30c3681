import type { Node } from "oxc-parser";
import { keyName, unwrap } from "../inventory/evaluate/name-of.ts";
import { moduleName, requiredModule } from "../inventory/evaluate/source-project.ts";
import type { FileEdit } from "./file-edit.ts";
import { readsName } from "./reads-name.ts";

/** A name that a file has from a module. */
interface ImportedName {
  readonly name: string;
  readonly local: Node & { readonly name: string };
  /** The specifier, or the property of what is required. */
  readonly node: Node;
}

/** A statement that imports names, or requires them. */
interface ImportStatement {
  readonly module: string;
  readonly statement: Node;
  readonly names: readonly ImportedName[];
  /** Whether names are all that it imports, in braces. */
  readonly isOfNames: boolean;
}

/**
 * Imports what a changed file needs, under the names that it has got, and removes what nothing reads
 * any more.
 */
export class ImportEdits {
  readonly #edit: FileEdit;
  readonly #statements: readonly ImportStatement[];
  readonly #wanted = new Map<string, Map<string, string>>();

  constructor(edit: FileEdit) {
    this.#edit = edit;
    const { program } = edit.file;
    const body = program.type === "Program" ? program.body : [];
    this.#statements = body.flatMap((node) => importStatement(node) ?? []);
  }

  /** The name by which the file has what a module exports; it is imported if need be. */
  local(module: string, name: string): string {
    const own = this.#statements.flatMap((each) => (each.module === module ? each.names : []));
    const known = own.find((each) => each.name === name)?.local.name;
    if (known !== undefined) return known;
    const wanted = this.#wanted.get(module) ?? new Map<string, string>();
    this.#wanted.set(module, wanted);
    const local = wanted.get(name) ?? this.#free(name);
    wanted.set(name, local);
    return local;
  }

  #free(name: string): string {
    const taken = new Set(this.#edit.file.identifiers.map((node) => "name" in node && node.name));
    let free = name;
    while (taken.has(free)) free += "_";
    return free;
  }

  /** Changes the imports, after all other changes of the file. */
  finish(): void {
    for (const each of this.#statements) this.#settle(each);
    const added = [...this.#wanted].map(([module, names]) => this.#statementText(module, names));
    if (added.length > 0) this.#insert(added);
  }

  /** Removes the names of a statement that are read no more, and adds those that are wanted. */
  #settle({ module, statement, names, isOfNames }: ImportStatement): void {
    const edit = this.#edit;
    const unread = names.filter((each) => this.#isUnread(each));
    const wanted = isOfNames ? [...(this.#wanted.get(module) ?? [])] : [];
    if (isOfNames) this.#wanted.delete(module);
    const separator = statement.type === "ImportDeclaration" ? " as " : ": ";
    const texts = wanted.map(([name, local]) =>
      name === local ? name : `${name}${separator}${local}`,
    );
    if (texts.length === 0 && unread.length > 0 && unread.length === names.length) {
      this.#drop(statement);
      return;
    }
    for (const { node } of unread) {
      const text = texts.shift();
      if (text === undefined) this.#removeFromList(node);
      else edit.replace(node, text);
    }
    const last = names.at(-1);
    if (last !== undefined) edit.insert(last.node.end, texts.map((text) => `, ${text}`).join(""));
  }

  /** A statement of which nothing is read: another that is wanted takes its place. */
  #drop(statement: Node): void {
    const [first] = this.#wanted;
    if (first === undefined) return this.#edit.removeStatement(statement);
    this.#wanted.delete(first[0]);
    this.#edit.replace(statement, this.#statementText(...first));
  }

  #isUnread({ local, node }: ImportedName): boolean {
    const { file, gone } = this.#edit;
    const declaration = file.declarations.get(local);
    if (declaration === undefined) return false;
    const reads = (file.references.get(declaration) ?? []).filter(
      (read) => (read.start < node.start || read.end > node.end) && readsName(file, read),
    );
    return reads.length > 0 && reads.every((read) => gone.has(read));
  }

  /** With its comma. */
  #removeFromList({ start, end }: Node): void {
    const { text } = this.#edit;
    const after = /^\s*,\s*/.exec(text.slice(end))?.[0];
    const isLast = after === undefined || /^[\s}]*\}/.test(text.slice(end + after.length));
    const before = isLast ? (/,\s*$/.exec(text.slice(0, start))?.[0] ?? "") : "";
    this.#edit.remove(start - before.length, isLast ? end : end + after.length);
  }

  #statementText(module: string, names: ReadonlyMap<string, string>): string {
    const { quote, semicolon, file } = this.#edit;
    const isModule = file.isModule || /\.[cm]?tsx?$|\.mjs$/.test(file.path);
    const separator = isModule ? " as " : ": ";
    const list = [...names].map(([name, local]) =>
      name === local ? name : `${name}${separator}${local}`,
    );
    const source = `${quote}${module}${quote}`;
    return isModule
      ? `import { ${list.join(", ")} } from ${source}${semicolon}`
      : `const { ${list.join(", ")} } = require(${source})${semicolon}`;
  }

  /** Behind the last import, or before the first statement. */
  #insert(added: readonly string[]): void {
    const { file } = this.#edit;
    const last = this.#statements.at(-1)?.statement;
    if (last !== undefined) {
      const indent = this.#edit.indentAt(last.start);
      this.#edit.insert(last.end, added.map((text) => `\n${indent}${text}`).join(""));
      return;
    }
    const body = file.program.type === "Program" ? file.program.body : [];
    const first = body.find((node) => !("directive" in node && node.directive));
    const at = first?.start ?? file.program.start;
    const indent = this.#edit.indentAt(at);
    this.#edit.insert(at, added.map((text) => `${text}\n${indent}`).join(""));
  }
}

function importStatement(statement: Node): ImportStatement | undefined {
  if (statement.type === "ImportDeclaration") {
    if (statement.importKind === "type") return undefined;
    const { specifiers } = statement;
    return {
      module: statement.source.value,
      statement,
      names: specifiers.map((node) => ({
        name: node.type === "ImportSpecifier" ? (moduleName(node.imported) ?? "") : "*",
        local: node.local,
        node,
      })),
      isOfNames:
        specifiers.length > 0 && specifiers.every(({ type }) => type === "ImportSpecifier"),
    };
  }
  if (statement.type !== "VariableDeclaration" || statement.declarations.length !== 1) {
    return undefined;
  }
  const [{ id, init } = {}] = statement.declarations;
  const module = init === null || init === undefined ? undefined : requiredModule(unwrap(init));
  return module === undefined || id === undefined
    ? undefined
    : { module, statement, ...requiredNames(id) };
}

function requiredNames(id: Node): Pick<ImportStatement, "names" | "isOfNames"> {
  if (id.type === "Identifier") {
    return { names: [{ name: "*", local: id, node: id }], isOfNames: false };
  }
  const properties = id.type === "ObjectPattern" ? id.properties : [];
  const names = properties.flatMap((node) => {
    if (node.type !== "Property" || node.value.type !== "Identifier") return [];
    return { name: keyName(node.key, node.computed) ?? "", local: node.value, node };
  });
  return { names, isOfNames: names.length > 0 && names.length === properties.length };
}
