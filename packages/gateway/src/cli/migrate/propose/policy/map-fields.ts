import type { Expression } from "../../rules/syntax.ts";
import { walkExpression } from "../../rules/walk-expression.ts";
import { keyText, memberChain, methodCall, type MemberChain } from "./member-chain.ts";
import { optionalMap } from "./optional-map.ts";

/** What only maps have. */
const MAP_METHODS: ReadonlySet<string> = new Set(["keys", "values", "get", "diff"]);

/**
 * The fields, by their names joined with dots, that rules use as maps: to the others `x in field` is
 * about a list.
 */
export function mapFields(conditions: readonly Expression[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const condition of conditions) {
    for (const part of walkExpression(condition)) {
      if (part.kind === "member" || part.kind === "index") addAbove(fieldNames(part), found);
      const call = methodCall(part);
      const names = call && MAP_METHODS.has(call.name) ? fieldNames(call.object) : [];
      if (names.length > 0) found.add(names.join("."));
      const optional = optionalMap(part) && fieldNames(part);
      if (optional !== undefined && optional.length > 0) found.add(optional.join("."));
    }
  }
  return found;
}

/** A method is no field: `list.size` is that of a call, and says nothing of the list. */
const METHODS: ReadonlySet<string> = new Set([
  "size",
  "hasAny",
  "hasAll",
  "hasOnly",
  "toSet",
  "concat",
  "removeAll",
  "join",
  "matches",
  "split",
  "lower",
  "upper",
  "trim",
  "toMillis",
  "keys",
  "values",
  "get",
  "diff",
  "replace",
  "date",
  "time",
]);

function addAbove(names: readonly string[], found: Set<string>): void {
  const last = names.at(-1);
  if (last !== undefined && METHODS.has(last)) return;
  for (let count = 1; count < names.length; count += 1) found.add(names.slice(0, count).join("."));
}

/** The names below `data`; a computed one is a star, the index of a list ends them. */
function fieldNames(expression: Expression): readonly string[] {
  const { keys } = fieldChain(expression);
  const data = keys.findIndex((key) => keyText(key) === "data");
  const below = data === -1 ? [] : keys.slice(data + 1);
  const index = below.findIndex((key) => key.kind === "number");
  return (index === -1 ? below : below.slice(0, Math.max(0, index - 1))).map(
    (key) => keyText(key) ?? "*",
  );
}

/** The members of an expression, those of `get('name', {})` too. */
function fieldChain(expression: Expression): MemberChain {
  const { root, keys } = memberChain(expression);
  const optional = optionalMap(root);
  if (optional === undefined) return { root, keys };
  const above = fieldChain(optional.object);
  return { root: above.root, keys: [...above.keys, ...optional.keys, ...keys] };
}
