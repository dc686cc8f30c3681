import type { DeclaredIndexFile } from "../indexes/index-files.ts";
import { missingIndexes, type ListedIndexes } from "../indexes/missing-indexes.ts";
import type { Deploy } from "./deploy-arguments.ts";
import type { DatabaseState } from "./look-at-project.ts";
import type { MovingRules } from "./moving-rules.ts";

/** What a deploy replaces. */
export interface Replaced {
  readonly databases: readonly DatabaseState[];
  readonly files: readonly DeclaredIndexFile[];
  /** The files of rules that are deployed. */
  readonly rules: readonly string[];
  /** Where the project moves in stages: what these deny. */
  readonly moving?: MovingRules | undefined;
}

/** What a person has to know before a deploy. */
export function warning(
  { project, gateways, isPart }: Pick<Deploy, "project" | "gateways" | "isPart">,
  { databases, files, rules, moving }: Replaced,
): string {
  const codebases = [...new Set(gateways.map(({ codebase }) => codebase))].join(" and ");
  const some = gateways.flatMap(({ names }) => names).join(" and ");
  const lines = [
    isPart
      ? `- Only ${some}, of the functions of the codebase ${codebases}. All others stay as they are.`
      : `- The functions of the codebase ${codebases}. Other codebases stay as they are.`,
    ...files.map((file) => {
      const state = databases.find(({ databaseId }) => databaseId === file.database);
      return `- The indexes of ${file.name}. ${indexWarning(state?.indexes.result, file)}`;
    }),
    rulesWarning(rules, moving),
  ];
  return `\nThis deploys to the project ${project}:\n\n${lines.join("\n")}\n`;
}

/** An index that another app's queries need may be one that this repository does not know. */
function indexWarning(listed: ListedIndexes | undefined, { text }: DeclaredIndexFile): string {
  if (listed === undefined) {
    return "What the project has besides could not be listed\n  (firebase login?); it is kept, unless you say otherwise when asked.";
  }
  const missing = missingIndexes(listed, JSON.parse(text) as ListedIndexes);
  if (missing.length === 0) return "The project has no others.";
  const lines = missing.map((line) => `    ${line}`).join("\n");
  return `The project has others, which are kept unless you say\n  otherwise when asked:\n${lines}`;
}

function rulesWarning(rules: readonly string[], moving: MovingRules | undefined): string {
  if (rules.length === 0) {
    return "- No rules: the project's stay as they are, and whoever they let use Firestore directly still may.";
  }
  return (
    `- Last, ${rules.join(" and ")}, in place of the rules of the whole project: every app that reads or writes\n` +
    `  Firestore directly and is not let by them is locked out at once.${movingWarning(moving)}`
  );
}

function movingWarning(moving: MovingRules | undefined): string {
  if (moving === undefined) return "";
  if (moving.isWhole) return "\n  They deny every client everything.";
  if (moving.locked.length === 0)
    return "\n  The project moves in stages: no collection is locked yet.";
  return `\n  The project moves in stages: they deny every client ${moving.locked.join(", ")}.`;
}
