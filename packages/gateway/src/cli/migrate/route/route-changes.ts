import { existsSync } from "node:fs";
import type { Node } from "oxc-parser";
import type { FileChange } from "../difference/unified-diff.ts";
import type { SourceFile } from "../inventory/source/source-file.ts";
import { FileEdit } from "./file-edit.ts";
import { ImportEdits } from "./import-edits.ts";

/** A place in a file. */
export interface SourcePlace {
  /** An absolute path. */
  readonly file: string;
  readonly line: number;
}

/** A place that is left as it is, and why. */
export interface LeftPlace extends SourcePlace {
  readonly reason: string;
}

/** What moving a service changes, in all of its files, and what it leaves. */
export class RouteChanges {
  readonly moved: SourcePlace[] = [];
  /** What goes through the gateway without a change. */
  readonly already: SourcePlace[] = [];
  readonly left: LeftPlace[] = [];
  readonly #edits = new Map<
    SourceFile,
    { readonly edit: FileEdit; readonly imports: ImportEdits }
  >();
  readonly #created = new Map<string, string>();
  readonly #rewritten = new Map<string, FileChange>();

  of(file: SourceFile): { readonly edit: FileEdit; readonly imports: ImportEdits } {
    const known = this.#edits.get(file);
    if (known !== undefined) return known;
    const edit = new FileEdit(file);
    const both = { edit, imports: new ImportEdits(edit) };
    this.#edits.set(file, both);
    return both;
  }

  move(file: SourceFile, node: Node): void {
    this.moved.push(placeOf(file, node));
  }

  keep(file: SourceFile, node: Node): void {
    this.already.push(placeOf(file, node));
  }

  leave(file: SourceFile, node: Node, reason: string): void {
    this.left.push({ ...placeOf(file, node), reason });
  }

  /** Whether a place goes through the gateway, before the change or with it. */
  isRouted(file: SourceFile, node: Node): boolean {
    const { file: path, line } = placeOf(file, node);
    return [...this.moved, ...this.already].some(
      (place) => place.file === path && place.line === line,
    );
  }

  /** A file that is no source gets another text. */
  rewrite(change: FileChange): void {
    this.#rewritten.set(change.path, change);
  }

  /** A file that is there stays as it is. */
  create(path: string, text: string): void {
    if (!existsSync(path)) this.#created.set(path, text);
  }

  /** All changes, with absolute paths; once. */
  finish(): readonly FileChange[] {
    const changed = [...this.#edits].flatMap(([{ path }, { edit, imports }]) => {
      imports.finish();
      const { before, after } = edit.texts();
      return before === after ? [] : [{ path, before, after }];
    });
    const created = [...this.#created].map(([path, after]) => ({ path, before: undefined, after }));
    const rewritten = [...this.#rewritten.values()].filter(({ before, after }) => before !== after);
    return [...created, ...rewritten, ...changed].toSorted((a, b) => (a.path < b.path ? -1 : 1));
  }
}

function placeOf({ path, positionAt }: SourceFile, { start }: Node): SourcePlace {
  return { file: path, line: positionAt(start).line };
}
