import { mapFields, tagOf } from "../values/map.ts";
import type { Value } from "../values/value.ts";
import { isSame } from "./compare.ts";
import { plainValue, type Evaluated, type Judged } from "./rule-value.ts";

/** `list.hasAny(others)`, of a set too: whether it has one of them at least. */
export function hasAny(value: Evaluated, others: Evaluated): Judged {
  return judge(value, others, (mine, theirs) => theirs.some((other) => isAmong(other, mine)));
}

/** `list.hasAll(others)`, of a set too: whether it has every one of them. */
export function hasAll(value: Evaluated, others: Evaluated): Judged {
  return judge(value, others, (mine, theirs) => theirs.every((other) => isAmong(other, mine)));
}

/** `list.hasOnly(others)`, of a set too: whether it has none but these. */
export function hasOnly(value: Evaluated, others: Evaluated): Judged {
  return judge(value, others, (mine, theirs) => mine.every((each) => isAmong(each, theirs)));
}

/** `value in list`, `key in map`. */
export function isIn(value: Evaluated, container: Evaluated): Judged {
  if (value === undefined || container === undefined) return undefined;
  const list = elementsOf(container);
  if (list !== undefined) return list.some((element) => isSame(element, value));
  const fields = mapFields(plainValue(container) ?? null);
  return fields === undefined || typeof value !== "string"
    ? undefined
    : Object.hasOwn(fields, value);
}

/** `value.size()`: of a text, a list, a map, a set or bytes. */
export function sizeOf(value: Evaluated): number | undefined {
  if (typeof value === "string") return value.length;
  const list = value === undefined ? undefined : elementsOf(value);
  if (list !== undefined) return list.length;
  const plain = plainValue(value);
  if (plain === undefined) return undefined;
  if (tagOf(plain) === "$bytes") return atob((plain as { readonly $bytes: string }).$bytes).length;
  const fields = mapFields(plain);
  return fields === undefined ? undefined : Object.keys(fields).length;
}

/** `map.keys()`. */
export function keysOf(map: Evaluated): readonly string[] | undefined {
  const plain = plainValue(map);
  const fields = plain === undefined ? undefined : mapFields(plain);
  return fields === undefined ? undefined : Object.keys(fields);
}

/** `map.values()`. */
export function valuesOf(map: Evaluated): readonly Value[] | undefined {
  const plain = plainValue(map);
  const fields = plain === undefined ? undefined : mapFields(plain);
  return fields === undefined ? undefined : Object.values(fields);
}

/** A list of these values; undefined where one of them is. */
export function listOf(...items: readonly Evaluated[]): readonly Value[] | undefined {
  const values = items.map(plainValue);
  return values.every((value) => value !== undefined) ? values : undefined;
}

/** `list.toSet()`, of texts, numbers and the like. */
export function setOf(value: Evaluated): ReadonlySet<Value> | undefined {
  const list = value === undefined ? undefined : elementsOf(value);
  return list?.every((each) => typeof each !== "object" || each === null)
    ? new Set(list)
    : undefined;
}

/** The elements of a list or a set. */
function elementsOf(value: Evaluated): readonly Value[] | undefined {
  if (value instanceof Set) return [...(value as ReadonlySet<Value>)];
  return Array.isArray(value) ? (value as readonly Value[]) : undefined;
}

type Elements = readonly Value[];

function judge(
  value: Evaluated,
  others: Evaluated,
  holds: (mine: Elements, theirs: Elements) => boolean,
): Judged {
  const [mine, theirs] = [elementsOf(value), elementsOf(others)];
  return mine === undefined || theirs === undefined ? undefined : holds(mine, theirs);
}

function isAmong(value: Value, elements: Elements): boolean {
  return elements.some((element) => isSame(element, value));
}
