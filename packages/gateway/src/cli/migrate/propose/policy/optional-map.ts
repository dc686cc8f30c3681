import { mapFields } from "../../../../values/map.ts";
import type { Expression } from "../../rules/syntax.ts";
import { constantOf } from "./constant-of.ts";
import { methodCall } from "./member-chain.ts";

/** A map, and the keys below it at which another may be. */
export interface OptionalMap {
  readonly object: Expression;
  readonly keys: readonly Expression[];
}

/** `data.get('roles', {})`: a map that is empty where it is missing; undefined for anything else. */
export function optionalMap(expression: Expression): OptionalMap | undefined {
  const call = methodCall(expression);
  const [key, fallback] = call?.args ?? [];
  if (call?.name !== "get" || key === undefined || fallback === undefined) return undefined;
  const fields = mapFields(constantOf(fallback) ?? null);
  const isEmpty = fields !== undefined && Object.keys(fields).length === 0;
  return isEmpty ? { object: call.object, keys: keysOf(key) } : undefined;
}

/** The keys of `get(key, …)`, which a list of them goes down one by one. */
export function keysOf(key: Expression): readonly Expression[] {
  return key.kind === "list" ? key.items : [key];
}
