import { isInexact } from "./is-inexact.ts";
import type { Expression } from "../../rules/syntax.ts";
import { constantOf } from "./constant-of.ts";
import { memberChain, methodCall } from "./member-chain.ts";
import { InexpressibleError, isOpenName, type RuleOperand } from "./operand.ts";
import { placeOf } from "./operand-of.ts";
import type { Side } from "./proposed-policy.ts";
import { hasSide, idOf, segmentOf, type RuleContext } from "./rule-context.ts";
import type { RulePlace } from "./rule-place.ts";

/**
 * The text of an expression of TypeScript that computes what the one of rules does; of undefined
 * where that fails.
 *
 * @throws InexpressibleError
 */
export function valueCode(expression: Expression, context: RuleContext): string {
  const constant = constantOf(expression);
  if (constant !== undefined) {
    if (isInexact(expression)) throw new InexpressibleError(INEXACT);
    return JSON.stringify(constant);
  }
  const place = placeOf(expression, context);
  if (place !== undefined) return placeCode(place, context);
  switch (expression.kind) {
    case "segment":
      return segmentCode(segmentOf(expression.index, context));
    case "list":
      return call("listOf", expression.items, context);
    case "member":
    case "index": {
      const { root, keys } = memberChain(expression);
      return call("at", [root, ...keys], context);
    }
    case "binary":
      return arithmeticCode(expression, context);
    case "call":
      return callCode(expression, context);
    default:
      throw new InexpressibleError("it is computed in a way that is not known here");
  }
}

const INEXACT = "whole numbers that are written as fractions are a type of their own to rules";

function call(name: string, parts: readonly Expression[], context: RuleContext): string {
  return `${name}(${parts.map((part) => valueCode(part, context)).join(", ")})`;
}

function placeCode(place: RulePlace, context: RuleContext): string {
  switch (place.kind) {
    case "uid":
      return "uidOf(caller)";
    case "token":
      return withKeys("claimsOf(caller)", place.keys, context);
    case "time":
      return context.operation === "list" ? "timeNow()" : "{ $timestamp: now }";
    case "id":
      return segmentCode(idOf(context));
    case "data":
      return withKeys(sideCode(place.side, context), place.keys, context);
    case "method":
      return JSON.stringify(context.operation);
    case "lookup":
    case "lookupData":
      throw new InexpressibleError("functions look up no documents");
    default:
      throw new InexpressibleError("it is not known here");
  }
}

function withKeys(code: string, keys: readonly Expression[], context: RuleContext): string {
  if (keys.length === 0) return code;
  return `at(${[code, ...keys.map((key) => valueCode(key, context))].join(", ")})`;
}

/** The fields of the document, or null where there is none. */
function sideCode(side: Side, { operation }: RuleContext): string {
  if (!hasSide(operation, side)) return "undefined";
  if (operation === "get" || operation === "list") return "document";
  return side === "stored" ? "before" : "after";
}

/** The text of an expression that tells whether the field is there. */
export function presenceCode(
  operand: Extract<RuleOperand, { kind: "field" | "claim" }>,
  context: RuleContext,
): string {
  const names = operand.path.map(nameCode);
  const root = operand.kind === "claim" ? "claimsOf(caller)" : sideCode(operand.side, context);
  const above = names.slice(0, -1);
  const map = above.length === 0 ? root : `at(${[root, ...above].join(", ")})`;
  return `isIn(${String(names.at(-1))}, ${map})`;
}

function nameCode(name: string): string {
  if (name === "{uid}") return "uidOf(caller)";
  return isOpenName(name) ? `params[${JSON.stringify(name.slice(1, -1))}]` : JSON.stringify(name);
}

function segmentCode(segment: ReturnType<typeof segmentOf>): string {
  if (segment?.kind === "literal") return JSON.stringify(segment.text);
  if (segment?.kind === "name") return `params[${JSON.stringify(segment.name)}]`;
  throw new InexpressibleError("what {name=**} stands for is not known to functions");
}

const ARITHMETIC: Readonly<Record<string, string>> = { "+": "plus", "-": "minus", "*": "times" };

function arithmeticCode(
  { operator, left, right }: Extract<Expression, { kind: "binary" }>,
  context: RuleContext,
): string {
  const name = ARITHMETIC[operator];
  if (name === undefined)
    throw new InexpressibleError("it is computed in a way that is not known here");
  return call(name, [left, right], context);
}

/** Methods without arguments, by the functions that do the same. */
const METHODS: Readonly<Record<string, string>> = {
  size: "sizeOf",
  keys: "keysOf",
  values: "valuesOf",
  toSet: "setOf",
  lower: "lower",
  upper: "upper",
  trim: "trim",
  toMillis: "toMillis",
  date: "startOfDay",
  year: "yearOf",
  month: "monthOf",
  day: "dayOf",
  dayOfWeek: "dayOfWeek",
  hours: "hoursOf",
  minutes: "minutesOf",
  seconds: "secondsOf",
  affectedKeys: "affectedKeys",
  addedKeys: "addedKeys",
  removedKeys: "removedKeys",
  changedKeys: "changedKeys",
  unchangedKeys: "unchangedKeys",
};

/** Methods of one argument, by the functions that do the same. */
const BINARY_METHODS: ReadonlySet<string> = new Set([
  "union",
  "intersection",
  "difference",
  "concat",
  "removeAll",
]);

function callCode(expression: Expression, context: RuleContext): string {
  const method = methodCall(expression);
  if (method === undefined)
    throw new InexpressibleError("it calls a function that is not known here");
  const { object, name, args } = method;
  if (object.kind === "name" && object.name === "duration")
    return durationCode(name, args, context);
  if (name === "get" && args.length === 2) return call("atOr", [object, ...args], context);
  if (name === "split" || name === "join") return splitCode(method, context);
  if (args.length === 1 && BINARY_METHODS.has(name)) return call(name, [object, ...args], context);
  // Lists have no such method, so that it always fails.
  if (name === "contains") return "undefined";
  const known = args.length === 0 ? METHODS[name] : undefined;
  if (known === undefined) throw new InexpressibleError(`.${name}() is not known here`);
  const diff = known.endsWith("Keys") ? methodCall(object) : undefined;
  if (!known.endsWith("Keys")) return call(known, [object], context);
  if (diff?.name !== "diff" || diff.args.length !== 1) {
    throw new InexpressibleError(`.${name}() is not known here`);
  }
  return call(known, [diff.object, ...diff.args], context);
}

function durationCode(name: string, args: readonly Expression[], context: RuleContext): string {
  const [count, unit] = args;
  const text = unit && constantOf(unit);
  const isKnown = typeof text === "string" && /^(?:w|d|h|m|s|ms)$/.test(text);
  if (name !== "value" || count === undefined || !isKnown) {
    throw new InexpressibleError(`duration.${name}() is not known here`);
  }
  return `duration(${valueCode(count, context)}, ${JSON.stringify(text)})`;
}

function splitCode(
  { object, name, args }: NonNullable<ReturnType<typeof methodCall>>,
  context: RuleContext,
): string {
  const separator = args[0] && constantOf(args[0]);
  const isPlain = typeof separator === "string" && /^[^\\^$.*+?()[\]{}|]+$/.test(separator);
  if (args.length !== 1 || !isPlain) throw new InexpressibleError(`.${name}() is not known here`);
  return `${name}(${valueCode(object, context)}, ${JSON.stringify(separator)})`;
}
