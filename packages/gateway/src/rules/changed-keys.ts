import { mapFields } from "../values/map.ts";
import type { Fields } from "../values/value.ts";
import { isSame } from "./compare.ts";
import { plainValue, type Evaluated } from "./rule-value.ts";

type Keys = ReadonlySet<string> | undefined;

/** `after.diff(before).affectedKeys()`: of what was added, removed or changed. */
export function affectedKeys(after: Evaluated, before: Evaluated): Keys {
  return difference(after, before, (a, b) => !isSame(a, b));
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
    return a !== undefined && b !== undefined && !isSame(a, b);
  });
}

/** `after.diff(before).unchangedKeys()`. */
export function unchangedKeys(after: Evaluated, before: Evaluated): Keys {
  return difference(after, before, isSame);
}

function difference(
  after: Evaluated,
  before: Evaluated,
  belongs: (after: Evaluated, before: Evaluated) => boolean,
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

function own(fields: Fields, name: string): Evaluated {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
