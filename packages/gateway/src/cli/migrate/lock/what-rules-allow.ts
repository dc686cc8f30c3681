import { nestedMatches } from "../rules/nested-matches.ts";
import { parseRules } from "../rules/parse-rules.ts";
import { lockedPath } from "./locked-path.ts";
import { isClosed, openMatches } from "./open-matches.ts";

/** The lines, from 1, of the rules that may allow a client something. */
export type AllowingLines = readonly number[];

/**
 * The rules by which a client may reach documents of a collection; none where all of them are proven
 * to deny it.
 *
 * @param text of firestore.rules
 * @throws RulesSyntaxError, MisuseError for what is no collection
 */
export function linesThatAllow(text: string, collection: string): AllowingLines {
  const matches = openMatches(parseRules(text), lockedPath(collection), text);
  return linesOf(
    matches.flatMap(({ allows }) => allows),
    text,
  );
}

/** The rules that may allow a client anything. @throws RulesSyntaxError */
export function linesThatAllowAnything(text: string): AllowingLines {
  const allows = nestedMatches(parseRules(text)).flatMap(
    ({ blocks }) => blocks.at(-1)?.allows ?? [],
  );
  return linesOf(
    allows.filter((allow) => !isClosed(allow, text, new Set(["false"]))),
    text,
  );
}

function linesOf(
  allows: readonly { readonly span: { readonly start: number } }[],
  text: string,
): AllowingLines {
  return allows.map(({ span }) => text.slice(0, span.start).split("\n").length);
}
