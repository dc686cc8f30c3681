import type { PathPattern } from "../../../../paths/path-pattern.ts";
import type { ResolvedOperation } from "../../rules/resolve-rules.ts";
import type { Expression } from "../../rules/syntax.ts";
import type { BoundSegment, DocumentSegment } from "./covering-rule.ts";
import type { Side } from "./proposed-policy.ts";

/** What an expression of a rule is translated for. */
export interface RuleContext {
  readonly operation: ResolvedOperation;
  /** What the segments of the rule's path are. */
  readonly bound: readonly BoundSegment[];
  /** The path of the definition's documents. */
  readonly document: readonly DocumentSegment[];
  /** The same as the definition declares it. */
  readonly pattern: PathPattern;
  /** The fields that the rules use as maps. */
  readonly maps: ReadonlySet<string>;
  /** The text of the rules. */
  readonly text: string;
  /** RFC 3339, in UTC: what is over then is over. */
  readonly now: string;
}

/** Whether there is such a side of the document in the operation; in the others it is null. */
export function hasSide(operation: ResolvedOperation, side: Side): boolean {
  if (side === "stored") return operation !== "create";
  return operation === "create" || operation === "update";
}

/** The text of an expression, on one line. */
export function textOf({ span: { start, end } }: Expression, { text }: RuleContext): string {
  return text
    .slice(start, end)
    .replaceAll(/\/\/[^\n]*/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** What a segment of the rule's path is; undefined for `{name=**}` and what is before documents. */
export function segmentOf(index: number, { bound }: RuleContext): DocumentSegment | undefined {
  const segment = bound[index];
  return segment?.kind === "rest" ? undefined : segment;
}

/** The name of the last segment: what the documents' ids are called. */
export function idOf({ document }: RuleContext): DocumentSegment | undefined {
  return document.at(-1);
}
