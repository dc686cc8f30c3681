import type { Policy } from "../../../../policy/policy.ts";

/** What a rule comes to: a policy, functions where data can't say it, and what nothing here can say. */
export type ProposedPolicy =
  | { readonly kind: "data"; readonly policy: Policy }
  | GeneratedCheck
  | { readonly kind: "side"; readonly side: Side; readonly of: ProposedPolicy }
  | { readonly kind: "all" | "any"; readonly parts: readonly ProposedPolicy[] }
  | LeftOut;

/** A document before a write, or as it is written. */
export type Side = "stored" | "written";

/** A function of what a check is given, as the text of its body. */
export interface GeneratedCheck {
  readonly kind: "check";
  readonly subject: "caller" | "document" | "write";
  readonly code: string;
  /** How the code is joined: `code` stands for itself within what binds looser. */
  readonly joined: "&&" | "||" | "none";
}

/** What is denied since nothing here says it. */
export interface LeftOut {
  readonly kind: "leftOut";
  /** The text of the expression in the rules. */
  readonly text: string;
  /** Why, as the end of a sentence. */
  readonly reason: string;
}

/** Everybody. */
export const EVERYBODY: ProposedPolicy = { kind: "all", parts: [] };

/** Nobody. */
export const NOBODY: ProposedPolicy = { kind: "any", parts: [] };

export function isNobody(policy: ProposedPolicy): boolean {
  return policy.kind === "any" && policy.parts.length === 0;
}

export function isEverybody(policy: ProposedPolicy): boolean {
  return policy.kind === "all" && policy.parts.length === 0;
}

export function data(policy: Policy): ProposedPolicy {
  return { kind: "data", policy };
}

/** Holds where all do, as small as that gets; what is left out stays in it. */
export function all(...policies: readonly ProposedPolicy[]): ProposedPolicy {
  const parts = distinct(policies.flatMap((each) => (each.kind === "all" ? each.parts : [each])));
  if (parts.some(isNobody)) return NOBODY;
  const [first] = parts;
  return first !== undefined && parts.length === 1 ? first : { kind: "all", parts };
}

/** Holds where one does. */
export function any(...policies: readonly ProposedPolicy[]): ProposedPolicy {
  const parts = distinct(policies.flatMap((each) => (each.kind === "any" ? each.parts : [each])));
  if (parts.some(isEverybody)) return EVERYBODY;
  const kept = parts.filter(
    (part) => !parts.some((other) => other !== part && covers(other, part)),
  );
  const [first] = kept;
  return first !== undefined && kept.length === 1 ? first : { kind: "any", parts: kept };
}

/** Whether a conjunction needs what is allowed without the rest of it. */
function covers(wider: ProposedPolicy, conjunction: ProposedPolicy): boolean {
  if (conjunction.kind !== "all") return false;
  const needed = wider.kind === "all" ? wider.parts : [wider];
  const keys = new Set(conjunction.parts.map(keyOf));
  return needed.every((part) => keys.has(keyOf(part)));
}

function distinct(policies: readonly ProposedPolicy[]): readonly ProposedPolicy[] {
  return [...new Map(policies.map((policy) => [keyOf(policy), policy])).values()];
}

function keyOf(policy: ProposedPolicy): string {
  return JSON.stringify(policy);
}

/** What is left out anywhere in it. */
export function leftOutIn(policy: ProposedPolicy): readonly LeftOut[] {
  switch (policy.kind) {
    case "leftOut":
      return [policy];
    case "all":
    case "any":
      return distinct(policy.parts.flatMap(leftOutIn)) as readonly LeftOut[];
    case "side":
      return leftOutIn(policy.of);
    default:
      return [];
  }
}

/** The policy without what is left out: denied, as is all that needs it. */
export function withoutLeftOut(policy: ProposedPolicy): ProposedPolicy {
  switch (policy.kind) {
    case "leftOut":
      return NOBODY;
    case "all":
      return all(...policy.parts.map(withoutLeftOut));
    case "any":
      return any(...policy.parts.map(withoutLeftOut));
    case "side": {
      const of = withoutLeftOut(policy.of);
      return isNobody(of) ? NOBODY : { ...policy, of };
    }
    default:
      return policy;
  }
}
