import { RuleScope, UnresolvedRuleError } from "./rule-scope.ts";
import {
  type AllowStatement,
  type Expression,
  type MatchSegment,
  type RulesBody,
  type RulesFile,
  type RulesOperation,
  type SourceSpan,
} from "./syntax.ts";

/** What a rule is about: `read` and `write` stand for several. */
export type ResolvedOperation = Exclude<RulesOperation, "read" | "write">;

/** A rule of Cloud Firestore without functions, under its whole path. */
export interface ResolvedRule {
  /** The path of the documents, without `/databases/{database}/documents`. */
  readonly path: readonly MatchSegment[];
  readonly operations: readonly ResolvedOperation[];
  /**
   * When it allows. In it `segment` counts from the first of the path, below 0 for what is before
   * the documents.
   */
  readonly condition: Expression;
  readonly span: SourceSpan;
}

/** A rule whose condition could not be looked at, and why. */
export interface UnresolvedRule extends Omit<ResolvedRule, "condition"> {
  readonly problem: string;
}

const EXPANDED: Readonly<Record<RulesOperation, readonly ResolvedOperation[]>> = {
  read: ["get", "list"],
  write: ["create", "update", "delete"],
  get: ["get"],
  list: ["list"],
  create: ["create"],
  update: ["update"],
  delete: ["delete"],
};

/** `databases`, the database, `documents`. */
const ROOT_SEGMENTS = 3;

/** Every rule of Cloud Firestore's documents, in the order of the file. */
export function resolveRules({
  services,
  functions,
}: RulesFile): readonly (ResolvedRule | UnresolvedRule)[] {
  const outer = RuleScope.outermost.within([], -ROOT_SEGMENTS, functions);
  return services
    .filter(({ name }) => name === "cloud.firestore")
    .flatMap((service) => {
      const scope = outer.within([], -ROOT_SEGMENTS, service.functions);
      return rulesWithin(service, { path: [], scope });
    });
}

interface RulesPlace {
  readonly path: readonly MatchSegment[];
  readonly scope: RuleScope;
}

function rulesWithin(
  body: RulesBody,
  { path, scope }: RulesPlace,
): (ResolvedRule | UnresolvedRule)[] {
  const own = body.allows.map((allow) => toRule(allow, { path, scope }));
  const inner = body.matches.flatMap((match) => {
    const at = path.length - ROOT_SEGMENTS;
    const place = {
      path: [...path, ...match.path],
      scope: scope.within(match.path, at, match.functions),
    };
    return rulesWithin(match, place);
  });
  return [...own, ...inner];
}

function toRule(allow: AllowStatement, place: RulesPlace): ResolvedRule | UnresolvedRule {
  const operations = [...new Set(allow.operations.flatMap((each) => EXPANDED[each]))];
  const path = place.path.slice(ROOT_SEGMENTS);
  const rule = { path, operations, span: allow.span };
  if (allow.condition === undefined) {
    return { ...rule, condition: { kind: "literal", value: true, span: allow.head } };
  }
  try {
    return { ...rule, condition: place.scope.resolve(allow.condition) };
  } catch (error) {
    if (error instanceof UnresolvedRuleError) return { ...rule, problem: error.message };
    throw error;
  }
}
