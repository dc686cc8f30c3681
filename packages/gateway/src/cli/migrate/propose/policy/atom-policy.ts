import {
  callerDocument,
  noCallerDocument,
  onlyFields,
  unchanged,
} from "../../../../policy/policy.ts";
import type { RuleOperator } from "../../../../rules/compare.ts";
import { RULE_TYPES } from "../../../../rules/is-a.ts";
import type { BinaryOperator, Expression } from "../../rules/syntax.ts";
import { checkLeaf } from "./check-leaf.ts";
import { comparePolicy } from "./compare-policy.ts";
import { constantOf } from "./constant-of.ts";
import { existencePolicy } from "./existence-policy.ts";
import { isInexact } from "./is-inexact.ts";
import { keyPolicy, keysPolicy } from "./key-policy.ts";
import { listPolicy } from "./list-policy.ts";
import { looksUpItself, lookedUpDocument } from "./looked-up-document.ts";
import { functionCall, methodCall } from "./member-chain.ts";
import { membershipPolicy } from "./membership-policy.ts";
import { InexpressibleError } from "./operand.ts";
import { operandOf, placeOf } from "./operand-of.ts";
import { operandsPolicy } from "./operands-policy.ts";
import { policyLeaf } from "./policy-leaf.ts";
import { EVERYBODY, NOBODY, type ProposedPolicy } from "./proposed-policy.ts";
import { regularExpression } from "./regular-expression.ts";
import { hasSide, type RuleContext } from "./rule-context.ts";
import { valueCode } from "./value-code.ts";

/**
 * The policy that holds where an expression without `&&`, `||`, `!` and `?` is true, or false.
 *
 * @throws InexpressibleError
 */
export function atomPolicy(
  expression: Expression,
  wanted: boolean,
  context: RuleContext,
): ProposedPolicy {
  if (expression.kind === "binary") {
    const { operator, left, right } = expression;
    if (operator === "in") return membership(expression, wanted, context);
    if (operator === "is") return typeTest(left, right, { wanted, context });
    const op = comparisonOf(operator, wanted);
    if (op !== undefined) return comparison(expression, op, context);
  }
  return (
    existsCall(expression, wanted, context) ??
    methodPolicy(expression, wanted, context) ??
    truth(expression, wanted, context)
  );
}

const NEGATED: Readonly<Record<RuleOperator, RuleOperator>> = {
  "==": "!=",
  "!=": "==",
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
};

/** How it compares; where it is not wanted, the opposite, which fails where that does. */
function comparisonOf(operator: BinaryOperator, wanted: boolean): RuleOperator | undefined {
  if (!Object.hasOwn(NEGATED, operator)) return undefined;
  const op = operator as RuleOperator;
  return wanted ? op : NEGATED[op];
}

function comparison(
  expression: Extract<Expression, { kind: "binary" }>,
  op: RuleOperator,
  context: RuleContext,
): ProposedPolicy {
  const { left, right } = expression;
  const nulls = [left, right].map((side) => side.kind === "literal" && side.value === null);
  if (nulls.some(Boolean)) {
    if (op !== "==" && op !== "!=") return NOBODY;
    const place = placeOf(nulls[0] === true ? right : left, context);
    const existence = existencePolicy(place, op === "!=", context);
    if (existence !== undefined) return existence;
  }
  const policy = operandsPolicy(expression, context, (a, b) =>
    comparePolicy({ left: a, op, right: b }, context),
  );
  if (policy !== undefined) return policy;
  const code = `compare(${valueCode(left, context)}, "${op}", ${valueCode(right, context)})`;
  return checkLeaf(code, true, context);
}

function membership(
  expression: Extract<Expression, { kind: "binary" }>,
  wanted: boolean,
  context: RuleContext,
): ProposedPolicy {
  const { left, right } = expression;
  if (isInexact(expression)) {
    throw new InexpressibleError(
      "whole numbers written as fractions are a type of their own to rules",
    );
  }
  const policy =
    keyPolicy(expression, wanted, context) ??
    operandsPolicy(expression, context, (item, list) =>
      membershipPolicy({ item, list, wanted }, context),
    );
  if (policy !== undefined) return policy;
  const code = `isIn(${valueCode(left, context)}, ${valueCode(right, context)})`;
  return checkLeaf(code, wanted, context);
}

function typeTest(
  left: Expression,
  right: Expression,
  { wanted, context }: { readonly wanted: boolean; readonly context: RuleContext },
): ProposedPolicy {
  const type = RULE_TYPES.find((each) => right.kind === "name" && each === right.name);
  if (type === undefined) throw new InexpressibleError("the type is not known here");
  return checkLeaf(`isA(${valueCode(left, context)}, "${type}")`, wanted, context);
}

function existsCall(
  expression: Expression,
  wanted: boolean,
  context: RuleContext,
): ProposedPolicy | undefined {
  const call = functionCall(expression);
  const [path] = call?.args ?? [];
  if (path === undefined || (call?.name !== "exists" && call?.name !== "existsAfter")) {
    return undefined;
  }
  const isAfter = call.name === "existsAfter";
  if (looksUpItself(path, context)) {
    const isThere = hasSide(context.operation, isAfter ? "written" : "stored");
    return isThere === wanted ? EVERYBODY : NOBODY;
  }
  if (isAfter) throw new InexpressibleError("a write does not know what others of its batch leave");
  const { template, side } = lookedUpDocument(path, (part) => operandOf(part, context));
  const policy = wanted ? callerDocument(template) : noCallerDocument(template);
  return policyLeaf(policy, side, context);
}

function methodPolicy(
  expression: Expression,
  wanted: boolean,
  context: RuleContext,
): ProposedPolicy | undefined {
  const call = methodCall(expression);
  const [argument] = call?.args ?? [];
  if (call === undefined || argument === undefined || call.args.length > 1) return undefined;
  const { object, name } = call;
  if (name === "hasAny" || name === "hasAll" || name === "hasOnly") {
    const policy =
      ofAffectedKeys(call, wanted, context) ??
      keysPolicy(call, wanted, context) ??
      (wanted ? listPolicy(call, context) : undefined);
    if (policy !== undefined) return policy;
    const code = `${name}(${valueCode(object, context)}, ${valueCode(argument, context)})`;
    return checkLeaf(code, wanted, context);
  }
  if (name !== "matches") return undefined;
  const pattern = constantOf(argument);
  const literal = typeof pattern === "string" ? regularExpression(pattern) : undefined;
  if (literal === undefined) {
    throw new InexpressibleError("the regular expression may mean something else to JavaScript");
  }
  return checkLeaf(`matches(${valueCode(object, context)}, ${literal})`, wanted, context);
}

type RuleMethodCall = NonNullable<ReturnType<typeof methodCall>>;

/** `request.resource.data.diff(resource.data).affectedKeys()`, of names that are constant. */
function ofAffectedKeys(
  { object, name, args }: RuleMethodCall,
  wanted: boolean,
  context: RuleContext,
): ProposedPolicy | undefined {
  const keys = methodCall(object);
  const diff = keys?.name === "affectedKeys" ? methodCall(keys.object) : undefined;
  const [other] = diff?.args ?? [];
  if (diff?.name !== "diff" || other === undefined) return undefined;
  const places = [placeOf(diff.object, context), placeOf(other, context)];
  const isWhole = places.every((place) => place?.kind === "data" && place.keys.length === 0);
  const sides = new Set(places.map((place) => place?.kind === "data" && place.side));
  const names = args[0] && constantOf(args[0]);
  if (!isWhole || sides.size < 2 || !Array.isArray(names) || names.length === 0) return undefined;
  if (!names.every((each) => typeof each === "string" && each !== "")) return undefined;
  if (context.operation !== "update") return NOBODY;
  const fields = (names as readonly string[]).map((each) => quoted(each));
  if (name === "hasOnly" && wanted) return policyLeaf(onlyFields(...fields), undefined, context);
  return name === "hasAny" && !wanted
    ? policyLeaf(unchanged(...fields), undefined, context)
    : undefined;
}

/** A field's name as a path. */
function quoted(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `\`${name.replaceAll(/[\\`]/g, String.raw`\$&`)}\``;
}

/** A value that is true itself, or false. */
function truth(expression: Expression, wanted: boolean, context: RuleContext): ProposedPolicy {
  const { span } = expression;
  const right = { kind: "literal", value: wanted, span } as const;
  const compared = { kind: "binary", operator: "==", left: expression, right, span } as const;
  return comparison(compared, "==", context);
}
