import { formatFieldPath } from "../../../../paths/field-path.ts";
import { exchanged } from "../../../../policy/comparison-of.ts";
import {
  callerDocument,
  claim,
  owner,
  pathOwner,
  signedIn,
  where,
} from "../../../../policy/policy.ts";
import {
  callerClaim,
  callerUid,
  documentField,
  pathSegment,
  requestTime,
  type Operand,
} from "../../../../policy/variable.ts";
import { compare, type RuleOperator } from "../../../../rules/compare.ts";
import { tagOf } from "../../../../values/map.ts";
import type { Operator } from "../../../../values/operator.ts";
import type { Value } from "../../../../values/value.ts";
import {
  InexpressibleError,
  type FieldOperand,
  type LookupOperand,
  type RuleOperand,
} from "./operand.ts";
import { policyLeaf } from "./policy-leaf.ts";
import { all, any, EVERYBODY, NOBODY, type ProposedPolicy, type Side } from "./proposed-policy.ts";
import type { RuleContext } from "./rule-context.ts";

export interface RuleComparison {
  readonly left: RuleOperand;
  readonly op: RuleOperator;
  readonly right: RuleOperand;
}

/**
 * The policy that two operands compare so; undefined where only a function says it.
 *
 * @throws InexpressibleError for what not even that does
 */
export function comparePolicy(
  comparison: RuleComparison,
  context: RuleContext,
): ProposedPolicy | undefined {
  const { left, op, right } = ordered(comparison);
  if ("otherwise" in right) return orInexpressible(left);
  switch (left.kind) {
    case "lookup":
      return ofFallback(left, op, right)
        ? lookupPolicy({ left, op, right }, context)
        : orInexpressible(left);
    case "field":
    case "claim": {
      if (!ofFallback(left, op, right)) return undefined;
      if (right.kind === "constant" && !isComparable(op, right.value)) return undefined;
      return left.kind === "field"
        ? fieldPolicy({ left, op, right }, context)
        : claimPolicy({ left, op, right }, context);
    }
    case "uid":
      return right.kind === "segment" && op === "=="
        ? policyLeaf(pathOwner(right.name), undefined, context)
        : undefined;
    case "time":
      return right.kind === "constant" ? timePolicy(op, right.value, context) : undefined;
    case "constant":
      return right.kind === "constant" ? folded(compare(left.value, op, right.value)) : undefined;
    default:
      return undefined;
  }
}

/**
 * Whether a looked-up field is compared where something else stands in the place of a missing one.
 * No policy says of a looked-up document that a field is missing.
 */
export function isDefaulted(comparison: RuleComparison): boolean {
  const { left, op, right } = ordered(comparison);
  return left.kind === "lookup" && ("otherwise" in right || !ofFallback(left, op, right));
}

/** The same comparison of fields that are there. */
export function ofPresentFields({ left, op, right }: RuleComparison): RuleComparison {
  return { left: present(left), op, right: present(right) };
}

function present(operand: RuleOperand): RuleOperand {
  if (!("otherwise" in operand)) return operand;
  const { otherwise: _, ...field } = operand;
  return field;
}

/** Functions look up nothing, so that only policies could say it. */
function orInexpressible(operand: RuleOperand): undefined {
  if (operand.kind !== "lookup") return undefined;
  throw new InexpressibleError("no policy compares a looked-up field with it");
}

const RANKS: Readonly<Record<RuleOperand["kind"], number>> = {
  lookup: 3,
  field: 2,
  claim: 1,
  uid: 0,
  time: 0,
  segment: -1,
  constant: -2,
};

/** With what a policy tests on the left. */
function ordered(comparison: RuleComparison): RuleComparison {
  const { left, op, right } = comparison;
  if (RANKS[left.kind] >= RANKS[right.kind]) return comparison;
  return { left: right, op: exchanged(op) as RuleOperator, right: left };
}

/** Whether a default in the place of a missing field makes no difference. */
function ofFallback({ otherwise }: FieldOperand, op: RuleOperator, right: RuleOperand): boolean {
  if (otherwise === undefined) return true;
  if (right.kind === "constant") return compare(otherwise, op, right.value) !== true;
  // Ids are texts, and none is empty.
  const isId = right.kind === "uid" || right.kind === "segment";
  return isId && op === "==" && (typeof otherwise !== "string" || otherwise === "");
}

function isComparable(op: RuleOperator, value: Value): boolean {
  const isScalar = typeof value !== "object" || value === null || tagOf(value) === "$timestamp";
  if (op === "==" || op === "!=") return isScalar;
  return isScalar && value !== null && typeof value !== "boolean";
}

interface FieldTest<Left extends FieldOperand> {
  readonly left: Left;
  readonly op: RuleOperator;
  readonly right: RuleOperand;
}

function lookupPolicy({ left, op, right }: FieldTest<LookupOperand>, context: RuleContext) {
  const operand = operandFor(right);
  const side = lookupSide(left, right);
  if (operand === undefined || (right.kind === "constant" && !isComparable(op, right.value))) {
    throw new InexpressibleError(
      right.kind === "lookup"
        ? "two looked-up fields can't be compared"
        : "no policy compares a looked-up field with it",
    );
  }
  const test = (by: Operator, value: Operand) =>
    policyLeaf(callerDocument(left.document.template, fieldText(left), by, value), side, context);
  return orNull(test(op, operand), { op, right }, { isNull: () => test("==", null), context });
}

/** The side of the document that both the other one's path and what is compared are of. */
export function lookupSide({ document }: LookupOperand, right: RuleOperand): Side | undefined {
  if (right.kind !== "field") return document.side;
  if (document.side !== undefined && document.side !== right.side) {
    throw new InexpressibleError("it takes fields of the document before and after");
  }
  return right.side;
}

function fieldPolicy(
  { left, op, right }: FieldTest<Extract<RuleOperand, { kind: "field" }>>,
  context: RuleContext,
): ProposedPolicy | undefined {
  if (right.kind === "field") return undefined;
  const operand = operandFor(right);
  if (operand === undefined) return undefined;
  const field = fieldText(left);
  const isOwner = op === "==" && right.kind === "uid" && !left.byUid;
  const policy = isOwner ? owner(field) : where(field, op, operand);
  const main = policyLeaf(policy, left.side, context);
  if (context.operation === "list") return main;
  return orNull(
    main,
    { op, right },
    {
      isNull: () => policyLeaf(where(field, "==", null), left.side, context),
      context,
    },
  );
}

function claimPolicy(
  { left, op, right }: FieldTest<Extract<RuleOperand, { kind: "claim" }>>,
  context: RuleContext,
): ProposedPolicy | undefined {
  const name = formatFieldPath(left.path);
  if (right.kind === "segment" && op === "==") {
    return policyLeaf(claim(name, op, pathSegment(right.name)), undefined, context);
  }
  if (right.kind !== "constant") return undefined;
  const main = policyLeaf(claim(name, op, right.value), undefined, context);
  return orNull(
    main,
    { op, right },
    {
      isNull: () => policyLeaf(claim(name, "==", null), undefined, context),
      context,
    },
  );
}

/**
 * To rules null is unlike everything else; `!=` and `not-in` of Firestore's leave it out. So a null
 * is allowed beside them, where the other side is there and not null.
 */
export function orNull(
  main: ProposedPolicy,
  { op, right }: { readonly op: Operator; readonly right: RuleOperand },
  { isNull, context }: { readonly isNull: () => ProposedPolicy; readonly context: RuleContext },
): ProposedPolicy {
  if (op !== "!=" && op !== "not-in") return main;
  return any(main, all(isThere(right, context), isNull()));
}

/** The policy that the operand is there and not null. */
function isThere(operand: RuleOperand, context: RuleContext): ProposedPolicy {
  switch (operand.kind) {
    case "constant":
      return operand.value === null ? NOBODY : EVERYBODY;
    case "uid":
      return policyLeaf(signedIn(), undefined, context);
    case "claim":
      return policyLeaf(claim(formatFieldPath(operand.path), "!=", null), undefined, context);
    case "field":
      return policyLeaf(where(fieldText(operand), "!=", null), operand.side, context);
    default:
      return EVERYBODY;
  }
}

/** What a policy compares a field with; undefined where it can't. */
export function operandFor(operand: RuleOperand): Operand | undefined {
  switch (operand.kind) {
    case "constant":
      return operand.value;
    case "uid":
      return callerUid();
    case "time":
      return requestTime();
    case "segment":
      return pathSegment(operand.name);
    case "claim":
      return operand.otherwise === undefined
        ? callerClaim(formatFieldPath(operand.path))
        : undefined;
    case "field":
      return operand.byUid || operand.otherwise !== undefined
        ? undefined
        : documentField(formatFieldPath(operand.path));
    case "lookup":
      return undefined;
  }
}

/** The field path as policies write it, `{uid}` for the caller's uid. */
export function fieldText({ path }: FieldOperand): string {
  return path.map((name) => (name === "{uid}" ? name : formatFieldPath([name]))).join(".");
}

/** What is over at the time of the migration stays over. */
function timePolicy(
  op: RuleOperator,
  value: Value,
  { now }: RuleContext,
): ProposedPolicy | undefined {
  if (tagOf(value) !== "$timestamp") return NOBODY;
  const { $timestamp: time } = value as { readonly $timestamp: string };
  const isOver = time < now;
  if (op === "<" || op === "<=") {
    if (isOver) return NOBODY;
  } else if (op === ">" || op === ">=") {
    if (isOver) return EVERYBODY;
  } else {
    return undefined;
  }
  const code = `Date.now() ${op} Date.parse(${JSON.stringify(time)})`;
  return { kind: "check", subject: "caller", code, joined: "none" };
}

export function folded(holds: boolean | undefined): ProposedPolicy {
  return holds === true ? EVERYBODY : NOBODY;
}
