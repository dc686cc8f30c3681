import type { Policy } from "../../../../policy/policy.ts";
import {
  all,
  any,
  type GeneratedCheck,
  type ProposedPolicy,
  type Side,
} from "./proposed-policy.ts";
import { valuesJoined } from "./values-joined.ts";

/**
 * The same policy, shorter: functions side by side become one, values of one field a list, what is
 * asked of both sides of a document is asked without naming them, and who must be signed in anyway
 * is not asked to be.
 */
export function simplify(policy: ProposedPolicy): ProposedPolicy {
  if (policy.kind === "side") return { ...policy, of: simplify(policy.of) };
  if (policy.kind !== "all" && policy.kind !== "any") return policy;
  const join = policy.kind === "all" ? all : any;
  const parts = policy.parts.map(simplify);
  const joined = join(...parts);
  if (joined.kind !== policy.kind) return joined;
  const shorter = sidesJoined(checksJoined(joined.parts, policy.kind), policy.kind);
  return join(...(policy.kind === "all" ? withoutSignedIn(shorter) : valuesJoined(shorter)));
}

type PolicyParts = readonly ProposedPolicy[];

function checksJoined(parts: PolicyParts, kind: "all" | "any"): PolicyParts {
  const operator = kind === "all" ? "&&" : "||";
  const joined: ProposedPolicy[] = [];
  for (const part of parts) {
    const at = joined.findIndex((other) => isAlike(other, part));
    if (at === -1) joined.push(part);
    else joined[at] = bothChecks(joined[at] as GeneratedCheck, part as GeneratedCheck, operator);
  }
  return joined;
}

function isAlike(a: ProposedPolicy, b: ProposedPolicy): boolean {
  return a.kind === "check" && b.kind === "check" && a.subject === b.subject;
}

function bothChecks(a: GeneratedCheck, b: GeneratedCheck, operator: "&&" | "||"): GeneratedCheck {
  const [left, right] = [a, b].map(({ code, joined }) =>
    joined === "none" || joined === operator ? code : `(${code})`,
  );
  return { ...a, code: `${String(left)} ${operator} ${String(right)}`, joined: operator };
}

function sidesJoined(parts: PolicyParts, kind: "all" | "any"): PolicyParts {
  const join = kind === "all" ? all : any;
  const others = parts.filter((part) => part.kind !== "side");
  const of = (side: Side) =>
    parts.flatMap((part) => (part.kind === "side" && part.side === side ? [part.of] : []));
  const [stored, written] = [of("stored"), of("written")];
  const isIn = (part: ProposedPolicy, list: PolicyParts) =>
    list.some((other) => isEqual(part, other));
  const both = kind === "all" ? stored.filter((part) => isIn(part, written)) : [];
  const only = (list: PolicyParts) => list.filter((part) => !isIn(part, both));
  const side = (name: Side, list: PolicyParts): PolicyParts =>
    list.length === 0 ? [] : [{ kind: "side", side: name, of: simplify(join(...list)) }];
  return [...others, ...both, ...side("stored", only(stored)), ...side("written", only(written))];
}

function isEqual(a: ProposedPolicy, b: ProposedPolicy): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function withoutSignedIn(parts: PolicyParts): PolicyParts {
  const isOfUsers = parts.some(needsUser);
  return parts.filter((part) => !(isOfUsers && isSignedIn(part)));
}

function isSignedIn(policy: ProposedPolicy): boolean {
  return policy.kind === "data" && policy.policy.kind === "signedIn";
}

/** Whether it holds for end users alone, without signedIn() beside it. */
function needsUser(policy: ProposedPolicy): boolean {
  switch (policy.kind) {
    case "data":
      return isOfUser(policy.policy);
    case "side":
      return needsUser(policy.of);
    case "all":
      return policy.parts.some((part) => needsUser(part) || isSignedIn(part));
    case "any":
      return (
        policy.parts.length > 0 && policy.parts.every((part) => needsUser(part) || isSignedIn(part))
      );
    default:
      return false;
  }
}

function isOfUser(policy: Policy): boolean {
  switch (policy.kind) {
    case "owner":
    case "among":
    case "pathOwner":
      return true;
    case "callerDocument":
    case "noCallerDocument":
      return policy.document.split("/").includes("{uid}");
    default:
      return false;
  }
}
