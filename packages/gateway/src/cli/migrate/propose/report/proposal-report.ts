import { OPERATIONS, type DocumentOperation } from "../../../../policy/access.ts";
import { leftOutText, lineOf } from "../access-text.ts";
import type { ProposedDefinition } from "../definition-text.ts";
import { narrowerRules } from "../policy/narrower-rules.ts";
import { isNobody } from "../policy/proposed-policy.ts";
import type { Broken } from "./broken-documents.ts";

/** What became of the rules, and which documents don't fit, for one definition. */
export interface ProposalReport {
  readonly path: string;
  readonly file: string;
  /** What is on disk: nothing, the same, or something else. */
  readonly state: "new" | "same" | "different";
  readonly sampled: number;
  readonly rights: readonly ReportedRight[];
  readonly notes: readonly string[];
  readonly brokenBySchema: readonly Broken[];
  readonly brokenByRules: readonly Broken[];
}

/** Whether a right is as the rules have it. */
export interface ReportedRight {
  readonly operation: DocumentOperation;
  readonly translated: "whole" | "stricter" | "denied" | "nobody";
  readonly denied: readonly string[];
}

/** What became of each right. */
export function reportedRights({ access, project }: ProposedDefinition): readonly ReportedRight[] {
  return OPERATIONS.map((operation) => {
    const rules = access.rules.filter((rule) => rule.operation === operation);
    const denied = rules.flatMap(({ rule, leftOut }) =>
      leftOut.map((each) => leftOutText(each, lineOf(project.text, rule.span.start))),
    );
    const nobodyMay = isNobody(access.rights[operation]);
    const whole = nobodyMay ? "nobody" : "whole";
    const less = nobodyMay ? "denied" : "stricter";
    return { operation, translated: denied.length === 0 ? whole : less, denied };
  });
}

/** What differs from rules in a way that no single rule shows. */
export function notesOf({ access, project }: ProposedDefinition): readonly string[] {
  const text = JSON.stringify(access.rights);
  const notes: string[] = [];
  for (const { path, span } of narrowerRules(access.path.document, project)) {
    const own = path.map((segment) =>
      segment.kind === "literal" ? segment.text : `{${segment.name}}`,
    );
    notes.push(
      `firestore.rules:${String(lineOf(project.text, span.start))} is for some of these documents alone, and not in it: propose ${own.join("/")} by itself.`,
    );
  }
  if (!isNobody(access.rights.list)) {
    notes.push(
      "Queries: rules refuse a query whose own filters don't prove the rule; here the policy is a filter, and the query answers what the caller may see. Combined with the query's own it may need an index.",
    );
  }
  if (/"kind":"among"|array-contains/.test(text)) {
    notes.push(
      "`x in field` is taken for a list, as nothing in the rules uses the field as a map: where it is a map, nobody passes.",
    );
  }
  if (/"kind":"(onlyFields|unchanged)"/.test(text)) {
    notes.push(
      "What may change is compared for who may get the document; for others any write of such a field is a change.",
    );
  }
  return notes;
}

/** The report for people. */
export function reportText(report: ProposalReport): string {
  const { path, file, state, sampled, rights, notes } = report;
  const states = {
    new: "to be written",
    same: "as it is there",
    different: "differs from what is there",
  };
  const lines = [
    `${path} (${file}: ${states[state]}), of ${sampled.toLocaleString("en-US")} documents`,
    ...rights.map(({ operation, translated }) => `  ${operation.padEnd(7)}${WORDS[translated]}`),
    ...[...new Set(rights.flatMap(({ denied }) => denied))].map((each) => `  ${each}`),
    ...notes.map((note) => `  ${note}`),
    ...brokenLines("Documents that the schema refuses", report.brokenBySchema),
    ...brokenLines("Documents that the rules would refuse to leave so", report.brokenByRules),
  ];
  return `${lines.join("\n")}\n`;
}

const WORDS = {
  whole: "as the rules have it",
  stricter: "stricter than the rules",
  denied: "denied, though the rules allow it to some",
  nobody: "nobody",
} as const;

function brokenLines(title: string, broken: readonly Broken[]): readonly string[] {
  if (broken.length === 0) return [];
  const lines = broken.map(({ what, problem, count, examples }) => {
    const more = count > examples.length ? ", …" : "";
    return `    ${what} ${problem}: ${String(count)} (${examples.join(", ")}${more})`;
  });
  return [`  ${title}:`, ...lines];
}
