import { lineEdits, type LineEdit } from "./line-edits.ts";

const CONTEXT = 3;
const MARKS = { same: " ", removed: "-", added: "+" } as const;

/** A file before and after a change; undefined where there is none. */
export interface FileChange {
  /** With forward slashes. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
}

/** The change as `git diff` shows it, and as `git apply` and `patch` take it; empty where nothing changes. */
export function unifiedDiff({ path, before, after }: FileChange): string {
  const edits = lineEdits(linesOf(before ?? ""), linesOf(after));
  const hunks = hunksOf(edits).map(([from, to]) => hunkText(edits, from, to));
  if (hunks.length === 0) return "";
  const old = before === undefined ? "/dev/null" : `a/${path}`;
  return `--- ${old}\n+++ b/${path}\n${hunks.join("")}`;
}

/** Each with the end of line it has, none where the file ends without. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Where hunks begin and end: changes with what is around them, together where that overlaps. */
function hunksOf(edits: readonly LineEdit[]): readonly (readonly [number, number])[] {
  const hunks: [number, number][] = [];
  edits.forEach(({ kind }, index) => {
    if (kind === "same") return;
    const [from, to] = [Math.max(0, index - CONTEXT), Math.min(edits.length, index + CONTEXT + 1)];
    const last = hunks.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = to;
    else hunks.push([from, to]);
  });
  return hunks;
}

function hunkText(edits: readonly LineEdit[], from: number, to: number): string {
  const own = edits.slice(from, to);
  const range = (other: "removed" | "added") => {
    const of = (part: readonly LineEdit[]) => part.filter(({ kind }) => kind !== other).length;
    const [start, count] = [of(edits.slice(0, from)), of(own)];
    return `${String(count === 0 ? start : start + 1)},${String(count)}`;
  };
  const lines = own.map(({ kind, line }) => {
    const end = line.endsWith("\n") ? "" : "\n\\ No newline at end of file\n";
    return `${MARKS[kind]}${line}${end}`;
  });
  return `@@ -${range("added")} +${range("removed")} @@\n${lines.join("")}`;
}
