import { readFileSync } from "node:fs";
import { MagicString } from "magic-string";
import type { Node } from "oxc-parser";
import type { SourceFile } from "../inventory/source/source-file.ts";

const BYTE_ORDER_MARK = "\uFEFF";

/** The text of a source file, without the mark of its encoding: positions count from behind it. */
export function sourceText(path: string): string {
  const text = readFileSync(path, "utf8");
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

/** A file that is changed in places, and what its text is like elsewhere. */
export class FileEdit {
  readonly file: SourceFile;
  readonly text: string;
  /** Names that are read no more. */
  readonly gone = new Set<Node>();
  readonly #edited: MagicString;

  constructor(file: SourceFile) {
    this.file = file;
    this.text = sourceText(file.path);
    this.#edited = new MagicString(this.text);
  }

  /** The file as it is, and as it is to be. */
  texts(): { readonly before: string; readonly after: string } {
    const before = readFileSync(this.file.path, "utf8");
    const mark = before.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
    return { before, after: mark + this.#edited.toString() };
  }

  source(node: Node): string {
    return this.text.slice(node.start, node.end);
  }

  replace(node: Node, text: string): void {
    this.#edited.update(node.start, node.end, this.#withItsEnds(text));
  }

  /** Puts text at a position. */
  insert(offset: number, text: string): void {
    this.#edited.appendLeft(offset, this.#withItsEnds(text));
  }

  remove(start: number, end: number): void {
    this.#edited.remove(start, end);
  }

  /** Removes a statement, with its line where it is alone on it. */
  removeStatement(node: Node): void {
    const before = /(?:^|\n)[ \t]*$/.exec(this.text.slice(0, node.start));
    const after = /^[ \t]*(?:\r?\n|$)/.exec(this.text.slice(node.end));
    if (before === null || after === null) return this.remove(node.start, node.end);
    const start = node.start - before[0].replace("\n", "").length;
    this.remove(start, node.end + after[0].length);
  }

  /** What stands before the first word of the line of a position. */
  indentAt(offset: number): string {
    const line = this.text.slice(this.text.lastIndexOf("\n", offset - 1) + 1, offset);
    return /^[ \t]*/.exec(line)?.[0] ?? "";
  }

  /** By how much the file indents. */
  get indent(): string {
    return /^(?:\t| {2,8})(?=\S)/m.exec(this.text)?.[0] ?? "  ";
  }

  /** The quotation mark that its imports have. */
  get quote(): string {
    const modules = /(?:from\s*|import\s*|require\s*\(\s*)(["'])/.exec(this.text);
    return modules?.[1] ?? '"';
  }

  /** What its statements end with. */
  get semicolon(): string {
    const statements = this.file.program.type === "Program" ? this.file.program.body : [];
    const ends = statements.filter(({ type }) => ENDED.has(type));
    return ends.length === 0 || ends.some((node) => this.source(node).endsWith(";")) ? ";" : "";
  }

  #withItsEnds(text: string): string {
    return this.text.includes("\r\n") ? text.replaceAll("\n", "\r\n") : text;
  }
}

const ENDED = new Set<Node["type"]>([
  "ImportDeclaration",
  "VariableDeclaration",
  "ExpressionStatement",
]);
