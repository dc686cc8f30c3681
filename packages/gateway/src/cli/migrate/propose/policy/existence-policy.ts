import { callerDocument, noCallerDocument, signedIn } from "../../../../policy/policy.ts";
import { InexpressibleError } from "./operand.ts";
import { policyLeaf } from "./policy-leaf.ts";
import { EVERYBODY, NOBODY, type ProposedPolicy } from "./proposed-policy.ts";
import { hasSide, type RuleContext } from "./rule-context.ts";
import type { RulePlace } from "./rule-place.ts";

/**
 * The policy that something is there, or is null; undefined where it is a value like others.
 *
 * @throws InexpressibleError
 */
export function existencePolicy(
  place: RulePlace | undefined,
  exists: boolean,
  context: RuleContext,
): ProposedPolicy | undefined {
  switch (place?.kind) {
    case "auth":
      return exists ? policyLeaf(signedIn(), undefined, context) : NOT_SIGNED_IN;
    case "uid":
      return exists ? policyLeaf(signedIn(), undefined, context) : NOBODY;
    case "token":
      if (place.keys.length > 0) return undefined;
      return exists ? policyLeaf(signedIn(), undefined, context) : NOBODY;
    case "resource":
      return hasSide(context.operation, place.side) === exists ? EVERYBODY : NOBODY;
    case "data":
      if (place.keys.length > 0) return undefined;
      return exists && hasSide(context.operation, place.side) ? EVERYBODY : NOBODY;
    case "lookup": {
      const { template, side } = place.document;
      const policy = exists ? callerDocument(template) : noCallerDocument(template);
      return policyLeaf(policy, side, context);
    }
    case "lookupData": {
      if (place.keys.length > 0) return undefined;
      if (!exists) throw new InexpressibleError("it is not known here");
      const { template, side } = place.document;
      return policyLeaf(callerDocument(template), side, context);
    }
    default:
      return undefined;
  }
}

const NOT_SIGNED_IN: ProposedPolicy = {
  kind: "check",
  subject: "caller",
  code: 'caller.kind === "anonymous"',
  joined: "none",
};
