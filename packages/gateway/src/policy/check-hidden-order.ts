import { formatFieldPath, pathsOverlap, type FieldPath } from "../paths/field-path.ts";
import { isInequality } from "../query/is-inequality.ts";
import { describePolicy } from "./describe-policy.ts";
import { fieldsIn } from "./document-template.ts";
import type { FieldAccess } from "./field-access.ts";
import type { Operator } from "../values/operator.ts";
import type { Policy } from "./policy.ts";
import { fieldForSomebody } from "./open-field.ts";
import { fieldIn, type Operand } from "./variable.ts";

/**
 * Refuses a list policy that would tell in which order documents are by a field that not everybody
 * may read: Firestore orders a query by the field of a range in it, whoever put it there. And one
 * that looks up what such a field names: a query would have to fix it.
 *
 * @throws Error with a sentence that names the policy and says what to do
 */
export function checkHiddenOrder(list: Policy, fields: readonly FieldAccess[]): void {
  const hidden = fields.filter(({ read }) => read.kind !== "anyone").map(({ field }) => field);
  for (const policy of partsOf(list)) {
    const named = namingFields(policy).find((field) =>
      hidden.some((by) => pathsOverlap(field, by)),
    );
    if (named !== undefined) {
      throw new Error(
        `access.list: ${describePolicy(policy)} needs queries that say what ${formatFieldPath(named)} is, ` +
          "which not everybody may read; declare list on its own",
      );
    }
    const range = rangeIn(policy);
    const told = range && hidden.find((field) => pathsOverlap(field, range));
    if (told === undefined || range === undefined) continue;
    throw new Error(
      `access.list: ${describePolicy(policy)} orders every query by ${formatFieldPath(range)}, ` +
        `and so tells of ${formatFieldPath(told)}, which not everybody may read; compare with == or in`,
    );
  }
}

function partsOf(policy: Policy): readonly Policy[] {
  const isCompound = policy.kind === "anyOf" || policy.kind === "allOf";
  return isCompound ? policy.policies.flatMap(partsOf) : [policy];
}

function namingFields(policy: Policy): readonly FieldPath[] {
  const isLookup = policy.kind === "callerDocument" || policy.kind === "noCallerDocument";
  return isLookup ? fieldsIn(policy.document) : [];
}

/** The field of a range that the policy adds to queries, if it adds one. */
function rangeIn(policy: Policy): FieldPath | undefined {
  const { op, value }: { readonly op: Operator; readonly value: Operand } =
    policy.kind === "where" || policy.kind === "claim"
      ? policy
      : (policy.kind === "callerDocument" && policy.test) || { op: "==", value: null };
  if (!isInequality(op)) return undefined;
  return policy.kind === "where" ? fieldForSomebody(policy.field) : fieldIn(value);
}
