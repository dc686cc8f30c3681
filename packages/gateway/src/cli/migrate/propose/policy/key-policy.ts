import { callerDocument } from "../../../../policy/policy.ts";
import type { Expression } from "../../rules/syntax.ts";
import { constantOf } from "./constant-of.ts";
import { methodCall } from "./member-chain.ts";
import type { LookedUpDocument } from "./operand.ts";
import { placeOf } from "./operand-of.ts";
import { policyLeaf } from "./policy-leaf.ts";
import { all, any, type ProposedPolicy } from "./proposed-policy.ts";
import type { RuleContext } from "./rule-context.ts";

/**
 * The policy of `'name' in get(…).data`, and of its keys; undefined for anything else.
 *
 * @throws InexpressibleError where it can't stand in the definition
 */
export function keyPolicy(
  { left, right }: { readonly left: Expression; readonly right: Expression },
  wanted: boolean,
  context: RuleContext,
): ProposedPolicy | undefined {
  const document = documentOfKeys(right, context);
  const name = constantOf(left);
  if (document === undefined || typeof name !== "string" || name === "") return undefined;
  const field = `\`${name.replaceAll(/[\\`]/g, String.raw`\$&`)}\``;
  return wanted ? hasField(document, field, context) : lacksField(document, field, context);
}

/**
 * The policy of `get(…).data.keys().hasAll(['name'])` and `hasAny`; undefined for anything else.
 *
 * @throws InexpressibleError where it can't stand in the definition
 */
export function keysPolicy(
  { object, name, args: [others] }: NonNullable<ReturnType<typeof methodCall>>,
  wanted: boolean,
  context: RuleContext,
): ProposedPolicy | undefined {
  const isOfKeys = methodCall(object)?.name === "keys" && name !== "hasOnly";
  if (!isOfKeys || others?.kind !== "list") return undefined;
  const parts = others.items.map((left) => keyPolicy({ left, right: object }, wanted, context));
  if (!parts.every((part) => part !== undefined)) return undefined;
  return (name === "hasAny") === wanted ? any(...parts) : all(...parts);
}

/** The document that the expression is the fields of, or their names. */
function documentOfKeys(
  expression: Expression,
  context: RuleContext,
): LookedUpDocument | undefined {
  const call = methodCall(expression);
  const isKeys = call?.name === "keys" && call.args.length === 0;
  const place = placeOf(isKeys ? call.object : expression, context);
  return place?.kind === "lookupData" && place.keys.length === 0 ? place.document : undefined;
}

/** Who may because the other document has the field, null or not. */
export function hasField(
  { template, side }: LookedUpDocument,
  field: string,
  context: RuleContext,
): ProposedPolicy {
  const test = (op: "!=" | "==") =>
    policyLeaf(callerDocument(template, field, op, null), side, context);
  return any(test("!="), test("=="));
}

/** Only of a missing field is both true of what stands in its place. */
function lacksField(
  { template, side }: LookedUpDocument,
  field: string,
  context: RuleContext,
): ProposedPolicy {
  const test = (value: boolean) =>
    policyLeaf(callerDocument(template, field, "==", value, { ifMissing: value }), side, context);
  return all(test(true), test(false));
}
