import type { Value } from "../values/value.ts";
import { isSame } from "./compare.ts";
import { plainValue, type Evaluated } from "./rule-value.ts";

type Values = ReadonlySet<Value> | undefined;

/** `set.union(other)`. */
export function union(a: Evaluated, b: Evaluated): Values {
  return ofSets(a, b, (one, other) => [...one, ...other]);
}

/** `set.intersection(other)`. */
export function intersection(a: Evaluated, b: Evaluated): Values {
  return ofSets(a, b, (one, other) => [...one].filter((each) => other.has(each)));
}

/** `set.difference(other)`: what is in the first alone. */
export function difference(a: Evaluated, b: Evaluated): Values {
  return ofSets(a, b, (one, other) => [...one].filter((each) => !other.has(each)));
}

/** `list.concat(other)`. */
export function concat(a: Evaluated, b: Evaluated): readonly Value[] | undefined {
  const [one, other] = [listOf(a), listOf(b)];
  return one && other && [...one, ...other];
}

/** `list.removeAll(other)`: the list without what is in the other. */
export function removeAll(a: Evaluated, b: Evaluated): readonly Value[] | undefined {
  const [one, other] = [listOf(a), listOf(b)];
  return one && other && one.filter((value) => !other.some((each) => isSame(each, value)));
}

function ofSets(
  a: Evaluated,
  b: Evaluated,
  join: (one: ReadonlySet<Value>, other: ReadonlySet<Value>) => readonly Value[],
): Values {
  if (!(a instanceof Set && b instanceof Set)) return undefined;
  return new Set(join(a as ReadonlySet<Value>, b as ReadonlySet<Value>));
}

function listOf(value: Evaluated): readonly Value[] | undefined {
  const plain = plainValue(value);
  return Array.isArray(plain) ? (plain as readonly Value[]) : undefined;
}
