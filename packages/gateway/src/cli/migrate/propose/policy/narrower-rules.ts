import type { MatchSegment } from "../../rules/syntax.ts";
import type { DocumentSegment } from "./covering-rule.ts";
import type { ProjectRules } from "./propose-access.ts";

/** The rules that are for some of a definition's documents alone: `/users/ada` of `users`. */
export function narrowerRules(
  document: readonly DocumentSegment[],
  { rules }: ProjectRules,
): ProjectRules["rules"] {
  return rules.filter(({ path }) => isNarrower(path, document));
}

function isNarrower(path: readonly MatchSegment[], document: readonly DocumentSegment[]): boolean {
  if (path.length !== document.length) return false;
  let narrows = false;
  for (const [index, segment] of path.entries()) {
    const own = document[index];
    if (own === undefined || own.kind === "rest") return false;
    if (segment.kind === "variable") continue;
    if (own.kind === "name") narrows = true;
    else if (own.text !== segment.text) return false;
  }
  return narrows;
}
