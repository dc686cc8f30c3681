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
 * The matches whose rules are not proven to deny every document of a collection. Proof is a term that
 * must hold for the rule to allow, and holds for none of them: `false`, or that a variable of the
 * path is not the id in its place.
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
    const allows = (match.blocks.at(-1)?.allows ?? []).filter((one) => !hasTerm(one, text, safe));
    return allows.length === 0 ? [] : [{ ...match, overlap, allows }];
  });
}

/** Whether one of these texts is among what must hold together for the rule to allow. */
export function hasTerm(
  { condition }: AllowStatement,
  text: string,
  terms: ReadonlySet<string>,
): boolean {
  return termsOf(condition).some(({ span: { start, end } }) => {
    return terms.has(withoutBrackets(text.slice(start, end)));
  });
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

function termsOf(condition: Expression | undefined): readonly Expression[] {
  if (condition === undefined) return [];
  if (condition.kind !== "binary" || condition.operator !== "&&") return [condition];
  return [...termsOf(condition.left), ...termsOf(condition.right)];
}
