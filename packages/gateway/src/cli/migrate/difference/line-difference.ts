import { lineEdits } from "./line-edits.ts";

const MARKS = { same: " ", removed: "-", added: "+" } as const;

/** The lines of two texts, those of one alone with - and + before them, as `diff` shows them. */
export function lineDifference(before: string, after: string): string {
  const edits = lineEdits(before.split("\n"), after.split("\n"));
  return edits.map(({ kind, line }) => `${MARKS[kind]} ${line}`).join("\n");
}
