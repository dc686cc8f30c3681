import type { Filter } from "../query/query.ts";
import { queryConflict } from "../query/query-conflict.ts";
import { alternativeRange } from "./alternative-range.ts";
import type { FieldPath } from "../paths/field-path.ts";
import { maxListValues } from "../query/max-list-values.ts";
import type { Operator } from "../values/operator.ts";
import { exchanged } from "./comparison-of.ts";
import { and, or, type Condition } from "./condition.ts";
import { describePolicy } from "./describe-policy.ts";
import type { Policy } from "./policy.ts";
import { toFilter } from "./to-filter.ts";
import { fieldForSomebody } from "./open-field.ts";
import { fieldIn, isVariable, type Operand } from "./variable.ts";

/**
 * Refuses a policy that as a filter of a query could not be sent, or would not return the very
 * documents of which it holds.
 *
 * @throws Error with a sentence that names the policy and says what to do
 */
export function checkListPolicy(policy: Policy): void {
  const filter = widestFilter(policy);
  if (typeof filter === "boolean") return;
  const problem =
    queryConflict({ collection: "", where: filter, orderBy: [] }) ?? alternativeRange(filter);
  if (problem === undefined) return;
  throw new Error(
    `${describePolicy(policy)} can't be a filter of a query: ${problem}; declare list on its own`,
  );
}

/**
 * The largest filter that the policy comes down to for any caller with one team: what the caller
 * alone decides holds beside what is AND-ed to it, and does not beside its alternatives.
 */
function widestFilter(policy: Policy): Filter | boolean {
  return toFilter(widest(policy, true));
}

/** The comparison, with something in the place of what only a call knows. */
function widestComparison(field: FieldPath, op: Operator, operand: Operand): Condition {
  if (!isVariable(operand)) return { field, op, value: operand };
  return { field, op, value: maxListValues(op) === undefined ? "" : [""] };
}

/** What compares a field of the document with something else is a comparison of that field. */
function widestExchanged(
  { op, value }: { readonly op: Operator; readonly value: Operand },
  callerPasses: boolean,
): Condition {
  const field = fieldIn(value);
  const other = exchanged(op);
  if (field === undefined || other === undefined) return callerPasses;
  return widestComparison(field, other, value);
}

function widest(policy: Policy, callerPasses: boolean): Condition {
  switch (policy.kind) {
    case "allOf":
      return and(policy.policies.map((part) => widest(part, true)));
    case "anyOf":
      return or(policy.policies.map((part) => widest(part, false)));
    case "owner":
    case "team":
      return { field: policy.field, op: "==", value: "" };
    case "among":
      return { field: policy.field, op: "array-contains", value: "" };
    case "where":
      return widestComparison(fieldForSomebody(policy.field), policy.op, policy.value);
    case "claim":
      return widestExchanged(policy, callerPasses);
    case "callerDocument":
      return widestExchanged(policy.test ?? { op: "==", value: null }, callerPasses);
    default:
      return callerPasses;
  }
}
