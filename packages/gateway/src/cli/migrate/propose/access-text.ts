import type { DocumentOperation } from "../../../policy/access.ts";
import type { ProposedAccess, ProjectRules } from "./policy/propose-access.ts";
import { isNobody, type LeftOut, type ProposedPolicy } from "./policy/proposed-policy.ts";
import { policyText } from "./policy/policy-text.ts";

/** The members of `access`, each with a comment for what the rules allow besides. */
export function accessText(access: ProposedAccess, project: ProjectRules): string {
  return groupedRights(access)
    .map(({ key, operations, policy }) => {
      const comments = operations.length === 0 ? [] : commentsOf(access, { operations, project });
      const lines = comments.map((line) => `    // ${line}\n`).join("");
      return `${lines}    ${key}: ${policyText(policy, 4)},\n`;
    })
    .join("");
}

interface Right {
  readonly key: string;
  readonly operations: readonly DocumentOperation[];
  readonly policy: ProposedPolicy;
}

const SHORTHANDS: readonly (readonly [string, readonly DocumentOperation[]])[] = [
  ["read", ["get", "list"]],
  ["write", ["create", "update", "delete"]],
];

/** Each right, under `read` and `write` where those say the same; what nobody may is left out. */
function groupedRights(access: ProposedAccess): readonly Right[] {
  return SHORTHANDS.flatMap(([key, operations]) => {
    const texts = operations.map((each) => JSON.stringify(textOf(access, each)));
    const isSame = texts.every((text) => text === texts[0]);
    const rights = operations.map((each) => {
      return { key: each, operations: [each], policy: access.rights[each] };
    });
    const [first] = rights;
    if (!isSame || first === undefined) return rights.filter((right) => isSaid(access, right));
    const right = { key, operations, policy: first.policy };
    return isSaid(access, right) ? [right] : [];
  });
}

function textOf(access: ProposedAccess, operation: DocumentOperation): readonly string[] {
  return [policyText(access.rights[operation], 4), ...reasonsOf(access, [operation])];
}

function isSaid(access: ProposedAccess, { policy, operations }: Right): boolean {
  return !isNobody(policy) || reasonsOf(access, operations).length > 0;
}

function reasonsOf(access: ProposedAccess, operations: readonly DocumentOperation[]) {
  const rules = access.rules.filter(({ operation }) => operations.includes(operation));
  return rules.flatMap(({ rule, leftOut }) =>
    leftOut.map((each) => `${String(rule.span.start)} ${each.text} ${each.reason}`),
  );
}

function commentsOf(
  access: ProposedAccess,
  asked: { readonly operations: readonly DocumentOperation[]; readonly project: ProjectRules },
): readonly string[] {
  const rules = access.rules.filter(({ operation }) => asked.operations.includes(operation));
  const lines = rules.flatMap(({ rule, leftOut }) => {
    const line = lineOf(asked.project.text, rule.span.start);
    return leftOut.map((each) => leftOutText(each, line));
  });
  return [...new Set(lines)];
}

/** What is denied that the rules allow, on one line. */
export function leftOutText({ text, reason }: LeftOut, line: number): string {
  const what = text === "" ? "a part" : `\`${text}\``;
  return `Denied: ${what} of firestore.rules:${String(line)}, since ${reason}`.replaceAll(
    /\s+/g,
    " ",
  );
}

/** The number of the line, from 1. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
