import type { Value } from "../../../../values/value.ts";
import type { Expression } from "../../rules/syntax.ts";
import { constantOf } from "./constant-of.ts";
import { keyText, methodCall } from "./member-chain.ts";
import { isOpenName, type FieldOperand, type RuleOperand } from "./operand.ts";
import { keysOf, optionalMap } from "./optional-map.ts";
import { idOf, segmentOf, type RuleContext } from "./rule-context.ts";
import { rulePlace, type RulePlace } from "./rule-place.ts";

/**
 * What the expression is to a policy; undefined where only a function can compute it.
 *
 * @throws InexpressibleError for what not even that can
 */
export function operandOf(expression: Expression, context: RuleContext): RuleOperand | undefined {
  const value = constantOf(expression);
  if (value !== undefined) return { kind: "constant", value };
  if (expression.kind === "segment") return ofSegment(segmentOf(expression.index, context));
  return withDefault(expression, context) ?? ofPlace(placeOf(expression, context), context);
}

/**
 * Where the value of the expression comes from.
 *
 * @throws InexpressibleError
 */
export function placeOf(expression: Expression, context: RuleContext): RulePlace | undefined {
  return rulePlace(expression, context, (part) => operandOf(part, context));
}

function ofSegment(segment: ReturnType<typeof segmentOf>): RuleOperand | undefined {
  if (segment?.kind === "literal") return { kind: "constant", value: segment.text };
  return segment?.kind === "name" ? { kind: "segment", name: segment.name } : undefined;
}

/** `data.get('role', 'none')`, of a constant. */
function withDefault(expression: Expression, context: RuleContext): RuleOperand | undefined {
  const call = methodCall(expression);
  if (call?.name !== "get" || call.args.length !== 2) return undefined;
  const [key, fallback] = call.args as [Expression, Expression];
  const value = constantOf(fallback);
  const map = value === undefined ? undefined : mapOf(call.object, context);
  if (value === undefined || map === undefined) return undefined;
  const { place, depth } = below(map, keysOf(key));
  const operand = ofPlace(place, context);
  return operand && "path" in operand ? { ...operand, fallback: { value, depth } } : undefined;
}

type MapPlace = Extract<RulePlace, { readonly keys: readonly Expression[] }>;

interface MapOrMissing {
  readonly place: MapPlace;
  /** How many of its last keys may lead to nothing. */
  readonly depth: number;
}

function mapOf(expression: Expression, context: RuleContext): MapOrMissing | undefined {
  const optional = optionalMap(expression);
  if (optional !== undefined) {
    const map = mapOf(optional.object, context);
    return map && below(map, optional.keys);
  }
  const place = placeOf(expression, context);
  return place !== undefined && "keys" in place ? { place, depth: 0 } : undefined;
}

function below({ place, depth }: MapOrMissing, keys: readonly Expression[]): MapOrMissing {
  return { place: { ...place, keys: [...place.keys, ...keys] }, depth: depth + keys.length };
}

function ofPlace(place: RulePlace | undefined, context: RuleContext): RuleOperand | undefined {
  switch (place?.kind) {
    case "uid":
    case "time":
      return { kind: place.kind };
    case "id":
      return ofSegment(idOf(context));
    case "method":
      return { kind: "constant", value: context.operation as Value };
    case "token": {
      const field = fieldOf(place.keys, context);
      return field?.isOpen === false ? { kind: "claim", ...field } : undefined;
    }
    case "data": {
      const field = fieldOf(place.keys, context);
      return field && { kind: "field", side: place.side, ...field };
    }
    case "lookupData": {
      const field = fieldOf(place.keys, context);
      return field && { kind: "lookup", document: place.document, ...field };
    }
    default:
      return undefined;
  }
}

/** The path of a field by names, the caller's uid and segments of the path. */
function fieldOf(keys: readonly Expression[], context: RuleContext): FieldOperand | undefined {
  if (keys.length === 0) return undefined;
  const names = keys.map((key) => {
    const text = keyText(key);
    return text === undefined ? nameOf(operandOf(key, context)) : closedName(text);
  });
  if (!names.every((name) => name !== undefined)) return undefined;
  return { path: names, isOpen: names.some((name) => isOpenName(name)) };
}

function nameOf(operand: RuleOperand | undefined): string | undefined {
  switch (operand?.kind) {
    case "uid":
      return "{uid}";
    case "segment":
      return `{${operand.name}}`;
    case "constant":
      return typeof operand.value === "string" ? closedName(operand.value) : undefined;
    default:
      return undefined;
  }
}

function closedName(name: string): string | undefined {
  return name === "" || isOpenName(name) ? undefined : name;
}
