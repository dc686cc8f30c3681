import { mapFields } from "../values/map.ts";
import type { Fields, Value } from "../values/value.ts";
import { plainValue, type Evaluated } from "./rule-value.ts";

/**
 * `value.name.name`, `value[key]`: a part of a map by its name, or of a list by its index, counted
 * from 0.
 */
export function at(value: Evaluated, ...keys: readonly Evaluated[]): Value | undefined {
  let found = plainValue(value);
  for (const key of keys) {
    if (found === undefined) return undefined;
    found = typeof key === "number" ? elementOf(found, key) : fieldOf(found, key);
  }
  return found;
}

/** `map.get(key, otherwise)`; a list of keys goes down as many maps. */
export function atOr(value: Evaluated, key: Evaluated, otherwise: Evaluated): Evaluated {
  const plain = plainValue(value);
  if (plain === undefined || mapFields(plain) === undefined) return undefined;
  const keys = Array.isArray(key) ? (key as readonly Value[]) : [key];
  if (!keys.every((each) => typeof each === "string")) return undefined;
  const found = at(plain, ...keys);
  return found === undefined ? otherwise : found;
}

function elementOf(list: Value, index: number): Value | undefined {
  return Array.isArray(list) ? (list as readonly Value[])[index] : undefined;
}

function fieldOf(map: Value, name: Evaluated): Value | undefined {
  const fields: Fields | undefined = mapFields(map);
  if (fields === undefined || typeof name !== "string") return undefined;
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
