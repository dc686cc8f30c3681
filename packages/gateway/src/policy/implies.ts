import type { Comparison, Filter } from "../query/query.ts";
import type { Value } from "../values/value.ts";

/** The filters that the filter is an AND of; itself, where it is none. */
export function conjuncts(filter: Filter | undefined): readonly Filter[] {
  if (filter === undefined) return [];
  return "and" in filter ? filter.and.flatMap(conjuncts) : [filter];
}

/**
 * Whether every document that all of these filters let through passes the other one too. False
 * where that is not plain to see: then the other one is needed.
 */
export function implies(known: readonly Filter[], wanted: Filter): boolean {
  if ("and" in wanted) return wanted.and.every((part) => implies(known, part));
  if ("or" in wanted) return wanted.or.some((part) => implies(known, part));
  return known.some((filter) => "op" in filter && impliesComparison(filter, wanted));
}

function impliesComparison(known: Comparison, wanted: Comparison): boolean {
  if (!isSame(known.field, wanted.field)) return false;
  if (known.op === wanted.op && isSame(known.value, wanted.value)) return true;
  const [some, all] = [equals(known), equals(wanted)];
  return (
    some !== undefined &&
    all !== undefined &&
    some.every((value) => all.some((other) => isSame(value, other)))
  );
}

/** The values one of which the field must have; undefined for other comparisons. */
function equals({ op, value }: Comparison): readonly Value[] | undefined {
  if (op === "==") return [value];
  return op === "in" && Array.isArray(value) ? value : undefined;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
