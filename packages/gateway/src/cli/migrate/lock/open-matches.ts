import { nestedMatches, type NestedMatch } from "../rules/nested-matches.ts";
import type { AllowStatement, Expression, RulesFile } from "../rules/syntax.ts";
import type { LockedSegment } from "./locked-path.ts";
import { overlapOf, type Overlap } from "./overlap.ts";

/** A match by which documents of a collection may be reached. */
export interface OpenMatch extends NestedMatch {
  readonly overlap: Overlap;
  /** Those of its statements that nothing proves to deny them. */
  readonly allows: readonly AllowStatement[];
}

/**
 * The matches whose rules are not proven to deny every document of a collection. Proof is that they
 * allow only with terms which hold for none of them: `false`, or that a variable of the path is not
 * the id in its place.
 */
export function openMatches(
  rules: RulesFile,
  locked: readonly LockedSegment[],
  text: string,
): readonly OpenMatch[] {
  return nestedMatches(rules).flatMap((match) => {
    const overlap = overlapOf(match.path, locked, rules.version);
    if (overlap === undefined) return [];
    const safe = new Set(["false", ...overlap.exclusions]);
    const allows = (match.blocks.at(-1)?.allows ?? []).filter((one) => !isClosed(one, text, safe));
    return allows.length === 0 ? [] : [{ ...match, overlap, allows }];
  });
}

/**
 * Whether the rule can't allow anything for which none of these terms holds: one of them must hold
 * with all else, or each way to allow has one.
 */
export function isClosed(
  { condition }: AllowStatement,
  text: string,
  terms: ReadonlySet<string>,
): boolean {
  return condition !== undefined && isNever(condition, text, terms);
}

function isNever(expression: Expression, text: string, terms: ReadonlySet<string>): boolean {
  const { start, end } = expression.span;
  if (terms.has(withoutBrackets(text.slice(start, end)))) return true;
  if (expression.kind !== "binary") return false;
  const { operator, left, right } = expression;
  if (operator === "&&") return isNever(left, text, terms) || isNever(right, text, terms);
  return operator === "||" && isNever(left, text, terms) && isNever(right, text, terms);
}

/** The expression without the brackets around all of it. */
function withoutBrackets(expression: string): string {
  const inner = /^\((.*)\)$/s.exec(expression)?.[1];
  if (inner === undefined) return expression;
  let depth = 0;
  for (const character of inner) {
    if (character === "(") depth += 1;
    else if (character === ")") depth -= 1;
    if (depth < 0) return expression;
  }
  return withoutBrackets(inner);
}
