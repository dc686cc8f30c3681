import { MagicString } from "magic-string";
import { parseRules } from "../rules/parse-rules.ts";
import type { AllowStatement } from "../rules/syntax.ts";
import { lockedPath } from "./locked-path.ts";
import { openMatches } from "./open-matches.ts";
import { isOtherGroups, splitRest } from "./split-rest.ts";

/**
 * Rules that deny every client every document of a collection, and answer all else as before. All
 * that is there stays: a condition is put before others, and behind a match that is for many
 * collections comes the same for all but this one. A query of the collection's group is denied too,
 * since documents of the collection would be among its results.
 *
 * @param text of firestore.rules
 * @param collection `users`, or `users/{uid}/notes`
 * @returns the text itself where the collection is locked already
 * @throws RulesSyntaxError, UnsplittableRuleError, MisuseError
 */
export function lockRules(text: string, collection: string): string {
  const rules = parseRules(text);
  const { version } = rules;
  const locked = lockedPath(collection);
  const edited = new MagicString(text);
  for (const { blocks, path, overlap, allows } of openMatches(rules, locked, text)) {
    const { exclusions, rest } = overlap;
    const isSplit = rest !== undefined && !isOtherGroups(path);
    const isWhole = isSplit || exclusions.length === 0;
    const term = isWhole ? `false /* locked: ${collection} */` : exclusions.join(" || ");
    for (const allow of allows) putBefore(edited, allow, term);
    if (!isSplit) continue;
    const split = splitRest({ blocks, path, rest, allows, locked, text, version });
    edited.appendRight(split.at, split.added);
  }
  return edited.toString();
}

/** Puts another term before the rule's own, once. */
function putBefore(edited: MagicString, allow: AllowStatement, term: string): void {
  const { condition, head } = allow;
  const bracketed = term.startsWith("false") ? term : `(${term})`;
  if (condition === undefined) {
    edited.appendLeft(head.end, `: if ${bracketed}`);
  } else {
    edited.appendLeft(condition.span.start, `${bracketed} && (`);
    edited.appendRight(condition.span.end, ")");
  }
}
