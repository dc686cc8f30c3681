import { OPERATIONS, type DocumentOperation } from "../../../../policy/access.ts";
import { checkListPolicy } from "../../../../policy/check-list-policy.ts";
import { parseRules } from "../../rules/parse-rules.ts";
import { resolveRules, type ResolvedRule, type UnresolvedRule } from "../../rules/resolve-rules.ts";
import { conditionPolicy } from "./condition-policy.ts";
import { mapFields } from "./map-fields.ts";
import { coveringRule } from "./covering-rule.ts";
import { renamed, type DefinitionPath } from "./definition-path.ts";
import {
  any,
  leftOutIn,
  NOBODY,
  withoutLeftOut,
  type LeftOut,
  type ProposedPolicy,
} from "./proposed-policy.ts";
import { simplify } from "./simplify.ts";
import { toPolicy } from "./to-policy.ts";

/** The rules of a project, functions written out. */
export interface ProjectRules {
  readonly text: string;
  readonly version: string;
  readonly rules: readonly (ResolvedRule | UnresolvedRule)[];
  /** The fields that the rules use as maps. */
  readonly maps: ReadonlySet<string>;
}

/** @throws RulesSyntaxError */
export function projectRules(text: string): ProjectRules {
  const file = parseRules(text);
  const rules = resolveRules(file);
  const conditions = rules.flatMap((rule) => ("condition" in rule ? rule.condition : []));
  return { text, version: file.version, rules, maps: mapFields(conditions) };
}

/** What becomes of one rule for one right of a definition. */
export interface TranslatedRule {
  readonly rule: ResolvedRule | UnresolvedRule;
  readonly operation: DocumentOperation;
  readonly policy: ProposedPolicy;
  readonly leftOut: readonly LeftOut[];
}

/** Who may do what, of a definition, as the project's rules have it. */
export interface ProposedAccess {
  readonly path: DefinitionPath;
  readonly rights: Readonly<Record<DocumentOperation, ProposedPolicy>>;
  readonly rules: readonly TranslatedRule[];
}

/**
 * The rights that rules give on the documents of a definition: of every rule that is for all of
 * them, since any may allow. What policies can't say is denied.
 *
 * @param now RFC 3339, UTC
 */
export function proposeAccess(
  path: DefinitionPath,
  project: ProjectRules,
  now: string,
): ProposedAccess {
  const rules = OPERATIONS.flatMap((operation) =>
    translatedRules({ path, operation, now }, project),
  );
  const isAmbiguous = path.document.some((each) => each.kind === "name" && each.name === "uid");
  if (
    isAmbiguous &&
    rules.some(({ policy, leftOut }) => JSON.stringify([policy, leftOut]).includes("{uid}"))
  ) {
    return proposeAccess(renamed(path, "uid"), project, now);
  }
  const rights = OPERATIONS.map((operation) => {
    const policies = rules
      .filter((rule) => rule.operation === operation)
      .map(({ policy }) => policy);
    return [operation, simplify(any(...policies))] as const;
  });
  return { path, rights: Object.fromEntries(rights) as ProposedAccess["rights"], rules };
}

interface AskedRight {
  readonly path: DefinitionPath;
  readonly operation: DocumentOperation;
  readonly now: string;
}

function translatedRules(asked: AskedRight, project: ProjectRules): readonly TranslatedRule[] {
  const { operation } = asked;
  const translated = project.rules.flatMap((rule) => {
    if (!rule.operations.includes(operation)) return [];
    const policy = ruleTranslated(rule, asked, project);
    if (policy === undefined) return [];
    return { rule, operation, policy: withoutLeftOut(policy), leftOut: leftOutIn(policy) };
  });
  return operation === "list" ? asFilters(translated) : translated;
}

function ruleTranslated(
  rule: ResolvedRule | UnresolvedRule,
  { path: { document, pattern }, operation, now }: AskedRight,
  { text, version, maps }: ProjectRules,
): ProposedPolicy | undefined {
  const bound = coveringRule(rule.path, document, version);
  if (bound === undefined) return undefined;
  if ("problem" in rule) {
    return {
      kind: "leftOut",
      text: text.slice(rule.span.start, rule.span.end),
      reason: rule.problem,
    };
  }
  return conditionPolicy(rule.condition, { operation, bound, document, pattern, maps, text, now });
}

/** The rules as far as together they can be a filter of a query. */
function asFilters(rules: readonly TranslatedRule[]): readonly TranslatedRule[] {
  let sofar: ProposedPolicy = NOBODY;
  return rules.map((rule) => {
    const parts = rule.policy.kind === "any" ? rule.policy.parts : [rule.policy];
    const kept: ProposedPolicy[] = [];
    const leftOut = [...rule.leftOut];
    for (const part of parts) {
      const wider = any(sofar, part);
      const problem = filterProblem(wider);
      if (problem === undefined) {
        sofar = wider;
        kept.push(part);
      } else {
        leftOut.push({ kind: "leftOut", text: "", reason: problem });
      }
    }
    return { ...rule, policy: any(...kept), leftOut };
  });
}

function filterProblem(policy: ProposedPolicy): string | undefined {
  try {
    checkListPolicy(toPolicy(policy));
    return undefined;
  } catch (error) {
    return `a query can't be filtered so: ${(error as Error).message}`;
  }
}
