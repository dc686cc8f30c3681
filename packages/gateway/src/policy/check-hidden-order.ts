import { formatFieldPath, isPrefix, type FieldPath } from "../paths/field-path.ts";
import { isInequality } from "../query/is-inequality.ts";
import { describePolicy } from "./describe-policy.ts";
import type { FieldAccess } from "./field-access.ts";
import type { Policy } from "./policy.ts";

/**
 * Refuses a list policy that would tell in which order documents are by a field that not everybody
 * may read: Firestore orders a query by the field of a range in it, whoever put it there.
 *
 * @throws Error with a sentence that names the policy and says what to do
 */
export function checkHiddenOrder(list: Policy, fields: readonly FieldAccess[]): void {
  const hidden = fields.filter(({ read }) => read.kind !== "anyone").map(({ field }) => field);
  for (const range of rangesIn(list)) {
    const told = hidden.find((field) => isRelated(field, range.field));
    if (told === undefined) continue;
    throw new Error(
      `access.list: ${describePolicy(range)} orders every query by ${formatFieldPath(range.field)}, ` +
        `and so tells of ${formatFieldPath(told)}, which not everybody may read; compare with == or in`,
    );
  }
}

type Range = Extract<Policy, { kind: "where" }>;

function rangesIn(policy: Policy): readonly Range[] {
  if (policy.kind === "anyOf" || policy.kind === "allOf") return policy.policies.flatMap(rangesIn);
  return policy.kind === "where" && isInequality(policy.op) ? [policy] : [];
}

function isRelated(a: FieldPath, b: FieldPath): boolean {
  return isPrefix(a, b) || isPrefix(b, a);
}
