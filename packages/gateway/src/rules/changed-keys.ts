import { areEqual } from "../values/compare.ts";
import { mapFields } from "../values/map.ts";
import type { Fields, Value } from "../values/value.ts";
import { plainValue, type Evaluated } from "./rule-value.ts";

type Keys = ReadonlySet<string> | undefined;

/** `after.diff(before).affectedKeys()`: of what was added, removed or changed. */
export function affectedKeys(after: Evaluated, before: Evaluated): Keys {
  return difference(after, before, (a, b) => !isUnchanged(a, b));
}

/** `after.diff(before).addedKeys()`. */
export function addedKeys(after: Evaluated, before: Evaluated): Keys {
  return difference(after, before, (a, b) => a !== undefined && b === undefined);
}

/** `after.diff(before).removedKeys()`. */
export function removedKeys(after: Evaluated, before: Evaluated): Keys {
  return difference(after, before, (a, b) => a === undefined && b !== undefined);
}

/** `after.diff(before).changedKeys()`: of what is in both, and not the same. */
export function changedKeys(after: Evaluated, before: Evaluated): Keys {
  return difference(after, before, (a, b) => {
    return a !== undefined && b !== undefined && !isUnchanged(a, b);
  });
}

/** `after.diff(before).unchangedKeys()`. */
export function unchangedKeys(after: Evaluated, before: Evaluated): Keys {
  return difference(after, before, isUnchanged);
}

function difference(
  after: Evaluated,
  before: Evaluated,
  belongs: (after: Value | undefined, before: Value | undefined) => boolean,
): Keys {
  const [a, b] = [fieldsOf(after), fieldsOf(before)];
  if (a === undefined || b === undefined) return undefined;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return new Set([...names].filter((name) => belongs(own(a, name), own(b, name))));
}

function fieldsOf(value: Evaluated): Fields | undefined {
  const plain = plainValue(value);
  return plain === undefined ? undefined : mapFields(plain);
}

function own(fields: Fields, name: string): Value | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** A NaN that stays one is no change, though to rules it is unlike itself. */
function isUnchanged(after: Value | undefined, before: Value | undefined): boolean {
  return after !== undefined && before !== undefined && areEqual(after, before);
}
