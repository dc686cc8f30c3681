import { normalizeTimestamp } from "../../../../values/timestamp.ts";
import type { Value } from "../../../../values/value.ts";
import { fieldsOf, mapValue } from "../../../../values/map.ts";
import { atOr } from "../../../../rules/at.ts";
import type { Expression } from "../../rules/syntax.ts";
import { methodCall } from "./member-chain.ts";

/** The value that the expression is whoever asks for what; undefined where there is none. */
export function constantOf(expression: Expression): Value | undefined {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "number":
      return Number.isSafeInteger(expression.value) || expression.isFloat
        ? expression.value
        : undefined;
    case "unary": {
      const value = expression.operator === "-" ? constantOf(expression.operand) : undefined;
      return typeof value === "number" ? -value : undefined;
    }
    case "list": {
      const items = expression.items.map(constantOf);
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    case "map":
      return mapConstant(expression);
    case "call":
      return timeConstant(expression) ?? defaultOfConstant(expression);
    default:
      return undefined;
  }
}

/** `timestamp.date(2026, 1, 31)`, `timestamp.value(milliseconds)`. */
function timeConstant(expression: Expression): Value | undefined {
  const call = methodCall(expression);
  if (call?.object.kind !== "name" || call.object.name !== "timestamp") return undefined;
  const numbers = call.args.map(constantOf).filter((value) => typeof value === "number");
  if (numbers.length !== call.args.length) return undefined;
  const [year = 0, month = 0, day = 0] = numbers;
  if (call.name === "date" && numbers.length === 3)
    return timestampOf(Date.UTC(year, month - 1, day));
  return call.name === "value" && numbers.length === 1 ? timestampOf(year) : undefined;
}

function timestampOf(ms: number): Value | undefined {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return undefined;
  const text = normalizeTimestamp(date.toISOString());
  return text === undefined ? undefined : { $timestamp: text };
}

function mapConstant({ entries }: Extract<Expression, { kind: "map" }>): Value | undefined {
  const fields: [string, Value][] = [];
  for (const { key, value } of entries) {
    const [name, constant] = [constantOf(key), constantOf(value)];
    if (typeof name !== "string" || constant === undefined) return undefined;
    fields.push([name, constant]);
  }
  return mapValue(fieldsOf(fields));
}

/** `{}.get('role', 'none')`. */
function defaultOfConstant(expression: Expression): Value | undefined {
  const call = methodCall(expression);
  if (call?.name !== "get" || call.args.length !== 2) return undefined;
  const [map, key, otherwise] = [call.object, ...call.args].map(constantOf);
  if (map === undefined || otherwise === undefined) return undefined;
  return atOr(map, key, otherwise) as Value | undefined;
}
