import { callerDocument, signedIn } from "../../../../policy/policy.ts";
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
    case "resource": {
      const { operation } = context;
      // Reads write nothing, and to ask what they write fails.
      if (place.side === "written" && (operation === "get" || operation === "list")) return NOBODY;
      return hasSide(operation, place.side) === exists ? EVERYBODY : NOBODY;
    }
    case "data":
      if (place.keys.length > 0) return undefined;
      return exists && hasSide(context.operation, place.side) ? EVERYBODY : NOBODY;
    case "lookup":
    case "lookupData": {
      if (place.kind === "lookupData" && place.keys.length > 0) return undefined;
      // To get what is not there fails, and is not null.
      if (!exists) return NOBODY;
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
