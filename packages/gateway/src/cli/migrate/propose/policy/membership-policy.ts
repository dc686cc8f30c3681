import { formatFieldPath } from "../../../../paths/field-path.ts";
import { among, callerDocument, claim, where } from "../../../../policy/policy.ts";
import { callerClaim, pathSegment } from "../../../../policy/variable.ts";
import { isIn } from "../../../../rules/elements.ts";
import type { Value } from "../../../../values/value.ts";
import type { Operator } from "../../../../values/operator.ts";
import { fieldText, folded, lookupSide, operandFor, orNull } from "./compare-policy.ts";
import {
  InexpressibleError,
  type FieldOperand,
  type LookupOperand,
  type RuleOperand,
} from "./operand.ts";
import { policyLeaf } from "./policy-leaf.ts";
import { NOBODY, type ProposedPolicy } from "./proposed-policy.ts";
import type { RuleContext } from "./rule-context.ts";

export interface Membership {
  readonly item: RuleOperand;
  readonly list: RuleOperand;
  /** Whether it is to be in the list, or not. */
  readonly wanted: boolean;
}

/** Firestore's limits of a list of values. */
const MOST = { in: 30, "not-in": 10 } as const;

/**
 * The policy that an operand is in another, or is not; undefined where only a function says it.
 *
 * @throws InexpressibleError for what not even that does
 */
export function membershipPolicy(
  membership: Membership,
  context: RuleContext,
): ProposedPolicy | undefined {
  const { item, list, wanted } = membership;
  if (list.kind === "constant") return amongConstants(item, list.value, { wanted, context });
  if (!wanted || "otherwise" in list || "otherwise" in item) return orInexpressible(item, list);
  switch (list.kind) {
    case "lookup":
      return inLookup(item, list, context);
    case "field":
      return inField(item, list, context);
    case "claim":
      return inClaim(item, list, context);
    default:
      return undefined;
  }
}

function orInexpressible(...operands: readonly RuleOperand[]): undefined {
  if (!operands.some(({ kind }) => kind === "lookup")) return undefined;
  throw new InexpressibleError("no policy asks that of a looked-up field");
}

function amongConstants(
  item: RuleOperand,
  list: Value,
  { wanted, context }: { readonly wanted: boolean; readonly context: RuleContext },
): ProposedPolicy | undefined {
  if (!Array.isArray(list)) return orInexpressible(item);
  if (item.kind === "constant") {
    const held = isIn(item.value, list);
    return held === undefined ? NOBODY : folded(held === wanted);
  }
  if (item.kind !== "lookup" && item.kind !== "field" && item.kind !== "claim") return undefined;
  const values = list as readonly Value[];
  const op = wanted ? "in" : "not-in";
  const isFilter = values.length > 0 && values.length <= MOST[op] && values.every(isPlainScalar);
  const fallback = item.otherwise;
  const isFallback = fallback !== undefined && isIn(fallback, values) === wanted;
  if (!isFilter || isFallback) return orInexpressible(item);
  return ofConstants(item, values, { op, context });
}

function isPlainScalar(value: Value): boolean {
  return value !== null && typeof value !== "object";
}

function ofConstants(
  item: Extract<RuleOperand, FieldOperand>,
  values: readonly Value[],
  { op, context }: { readonly op: "in" | "not-in"; readonly context: RuleContext },
): ProposedPolicy {
  const [first] = values;
  const isSingle = op === "in" && values.length === 1;
  const test = (by: Operator, value: Value) => testOf(item, { by, value }, context);
  const main = isSingle && first !== undefined ? test("==", first) : test(op, values);
  const isFilter = context.operation === "list" && item.kind === "field";
  if (isFilter) return main;
  return orNull(
    main,
    { op, right: { kind: "constant", value: values } },
    {
      isNull: () => test("==", null),
      context,
    },
  );
}

function testOf(
  item: Extract<RuleOperand, FieldOperand>,
  { by, value }: { readonly by: Operator; readonly value: Value },
  context: RuleContext,
): ProposedPolicy {
  switch (item.kind) {
    case "claim":
      return policyLeaf(claim(formatFieldPath(item.path), by, value), undefined, context);
    case "field":
      return policyLeaf(where(fieldText(item), by, value), item.side, context);
    case "lookup": {
      const { template, side } = item.document;
      return policyLeaf(callerDocument(template, fieldText(item), by, value), side, context);
    }
  }
}

/** Whether the rules use the field as a map, of which `in` asks for a key. */
function isMap({ path }: FieldOperand, { maps }: RuleContext): boolean {
  return maps.has(path.map((name) => (name === "{uid}" ? "*" : name)).join("."));
}

/** The key of a map as a name in a field path; a field that is null does not count as there. */
function keyOf(item: RuleOperand): string | undefined {
  if (item.kind === "uid") return "{uid}";
  if (item.kind !== "constant" || typeof item.value !== "string") return undefined;
  return item.value === "" ? undefined : formatFieldPath([item.value]);
}

function inLookup(item: RuleOperand, list: LookupOperand, context: RuleContext): ProposedPolicy {
  const { template, side } = list.document;
  const key = isMap(list, context) ? keyOf(item) : undefined;
  if (key !== undefined) {
    const field = `${fieldText(list)}.${key}`;
    return policyLeaf(callerDocument(template, field, "!=", null), side, context);
  }
  const operand = operandFor(item);
  if (operand === undefined || item.kind === "time") {
    throw new InexpressibleError(
      item.kind === "lookup"
        ? "two looked-up fields can't be compared"
        : "no policy compares a looked-up field with it",
    );
  }
  const policy = callerDocument(template, fieldText(list), "array-contains", operand);
  return policyLeaf(policy, lookupSide(list, item), context);
}

function inField(
  item: RuleOperand,
  list: Extract<RuleOperand, { kind: "field" }>,
  context: RuleContext,
): ProposedPolicy | undefined {
  if (item.kind === "field" || item.kind === "time") return undefined;
  if (isMap(list, context)) {
    const key = context.operation === "list" ? keyOf(item) : undefined;
    if (key === undefined) return orInexpressible(item);
    return policyLeaf(where(`${fieldText(list)}.${key}`, "!=", null), list.side, context);
  }
  const operand = operandFor(item);
  if (operand === undefined) return orInexpressible(item);
  if (item.kind === "constant" && !isPlainScalar(item.value)) return undefined;
  const isUid = item.kind === "uid" && !list.byUid;
  const field = fieldText(list);
  const policy = isUid ? among(field) : where(field, "array-contains", operand);
  return policyLeaf(policy, list.side, context);
}

function inClaim(
  item: RuleOperand,
  list: Extract<RuleOperand, { kind: "claim" }>,
  context: RuleContext,
): ProposedPolicy | undefined {
  const name = formatFieldPath(list.path);
  switch (item.kind) {
    case "constant":
      if (!isPlainScalar(item.value)) return undefined;
      return policyLeaf(claim(name, "array-contains", item.value), undefined, context);
    case "segment":
      return policyLeaf(claim(name, "array-contains", pathSegment(item.name)), undefined, context);
    case "field":
      return policyLeaf(where(fieldText(item), "in", callerClaim(name)), item.side, context);
    case "lookup": {
      const { template, side } = item.document;
      const policy = callerDocument(template, fieldText(item), "in", callerClaim(name));
      return policyLeaf(policy, side, context);
    }
    default:
      return undefined;
  }
}
