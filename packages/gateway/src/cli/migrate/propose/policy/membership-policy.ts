import { formatFieldPath } from "../../../../paths/field-path.ts";
import { among, claim, where } from "../../../../policy/policy.ts";
import { callerClaim, pathSegment } from "../../../../policy/variable.ts";
import { isIn } from "../../../../rules/elements.ts";
import { mapFields } from "../../../../values/map.ts";
import type { Value } from "../../../../values/value.ts";
import type { Operator } from "../../../../values/operator.ts";
import { folded } from "./compare-policy.ts";
import { fieldText, operandFor } from "./compared-operand.ts";
import { hasField } from "./key-policy.ts";
import { lookupSide, lookupTest, orInstead } from "./lookup-policy.ts";
import {
  BOTH_LOOKED_UP,
  INCOMPARABLE,
  InexpressibleError,
  isOpenName,
  withoutFallback,
  type FieldOperand,
  type LookupOperand,
  type RuleOperand,
} from "./operand.ts";
import { orNull } from "./or-null.ts";
import { policyLeaf } from "./policy-leaf.ts";
import { EVERYBODY, NOBODY, type ProposedPolicy } from "./proposed-policy.ts";
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
  const { item, wanted } = membership;
  const list = wanted ? withoutEmpty(membership.list) : membership.list;
  if (list.kind === "constant") return amongConstants(item, list.value, { wanted, context });
  if (!wanted || hasFallback(list) || hasFallback(item)) return orInexpressible(item, list);
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

/** Whether something stands in its place where it is missing, which only a lookup can say. */
function hasFallback(operand: RuleOperand): boolean {
  return operand.kind !== "lookup" && "fallback" in operand;
}

/** Nothing is in what is empty where it is missing, and nothing in what is missing. */
export function withoutEmpty(list: RuleOperand): RuleOperand {
  if (!("fallback" in list)) return list;
  const { value } = list.fallback ?? { value: null };
  const elements = Array.isArray(value) ? value : Object.keys(mapFields(value) ?? { none: null });
  return elements.length === 0 ? withoutFallback(list) : list;
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
  const { fallback } = item;
  const isIdle = fallback === undefined || isIn(fallback.value, values) !== wanted;
  if (!isFilter || !(isIdle || item.kind === "lookup")) return orInexpressible(item);
  const test = ofConstants(isIdle ? withoutFallback(item) : item, values, { op, context });
  if (isIdle || item.kind !== "lookup") return test;
  return orInstead(test, item, { context, translate: () => EVERYBODY });
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
  return orNull(main, op, { isNull: () => test("==", null), isThere: () => EVERYBODY });
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
      const policy = lookupTest(item, { op: by, value });
      return policyLeaf(policy, item.document.side, context);
    }
  }
}

/** Whether the rules use the field as a map, of which `in` asks for a key. */
function isMap({ path }: FieldOperand, { maps }: RuleContext): boolean {
  return maps.has(path.map((name) => (isOpenName(name) ? "*" : name)).join("."));
}

/** The key of a map as a name in a field path. */
function keyOf(item: RuleOperand): string | undefined {
  if (item.kind === "uid") return "{uid}";
  if (item.kind === "segment") return `{${item.name}}`;
  if (item.kind !== "constant" || typeof item.value !== "string") return undefined;
  return item.value === "" ? undefined : formatFieldPath([item.value]);
}

function inLookup(item: RuleOperand, list: LookupOperand, context: RuleContext): ProposedPolicy {
  const key = isMap(list, context) ? keyOf(item) : undefined;
  if (key !== undefined) {
    if (list.fallback !== undefined) throw new InexpressibleError(INCOMPARABLE);
    return hasField(list.document, `${fieldText(list)}.${key}`, context);
  }
  const operand = operandFor(item);
  if (operand === undefined || item.kind === "time") {
    throw new InexpressibleError(item.kind === "lookup" ? BOTH_LOOKED_UP : INCOMPARABLE);
  }
  const policy = lookupTest(list, { op: "array-contains", value: operand });
  const main = policyLeaf(policy, lookupSide(list, item), context);
  const translate = (instead: RuleOperand) =>
    membershipPolicy({ item, list: instead, wanted: true }, context);
  return orInstead(main, list, { context, translate });
}

/** A looked-up field in a list of the document, or of the caller's token. */
function lookupIn(
  item: LookupOperand,
  list: Extract<RuleOperand, { kind: "field" | "claim" }>,
  context: RuleContext,
): ProposedPolicy {
  const operand = operandFor(list);
  if (operand === undefined) throw new InexpressibleError(INCOMPARABLE);
  const policy = lookupTest(item, { op: "in", value: operand });
  const main = policyLeaf(policy, lookupSide(item, list), context);
  const translate = (instead: RuleOperand) =>
    membershipPolicy({ item: instead, list, wanted: true }, context);
  return orInstead(main, item, { context, translate });
}

function inField(
  item: RuleOperand,
  list: Extract<RuleOperand, { kind: "field" }>,
  context: RuleContext,
): ProposedPolicy | undefined {
  if (item.kind === "field" || item.kind === "time") return undefined;
  if (item.kind === "lookup" && !isMap(list, context)) return lookupIn(item, list, context);
  if (isMap(list, context)) {
    const key = context.operation === "list" ? keyOf(item) : undefined;
    if (key === undefined) return orInexpressible(item);
    return policyLeaf(where(`${fieldText(list)}.${key}`, "!=", null), list.side, context);
  }
  const operand = operandFor(item);
  if (operand === undefined) return undefined;
  if (item.kind === "constant" && !isPlainScalar(item.value)) return undefined;
  const isUid = item.kind === "uid" && !list.isOpen;
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
    case "lookup":
      return lookupIn(item, list, context);
    default:
      return undefined;
  }
}
