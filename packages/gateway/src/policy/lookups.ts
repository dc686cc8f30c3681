import { compares, fieldOf, isMissing, type Candidate } from "../query/matches.ts";
import { and, or, type Condition, type Lookup } from "./condition.ts";
import { exchangedComparison } from "./comparison-of.ts";
import { pathOf } from "./document-path.ts";

/** Documents that others' policies are decided by, by path; null where there is none. */
export type OtherDocuments = ReadonlyMap<string, Candidate | null>;

/** What the condition asks of other documents. */
export function lookupsIn(condition: Condition): readonly Lookup[] {
  if (typeof condition === "boolean") return [];
  if ("and" in condition) return condition.and.flatMap(lookupsIn);
  if ("or" in condition) return condition.or.flatMap(lookupsIn);
  if ("side" in condition) return lookupsIn(condition.holds);
  return "lookup" in condition ? [condition] : [];
}

/** The documents that have to be read whatever is stored at hand, and how old they may be. */
export function knownLookups(
  condition: Condition,
): readonly { readonly path: string; readonly maxAgeMs: number }[] {
  if (typeof condition === "boolean") return [];
  return lookupsIn(condition).flatMap(({ lookup: path, maxAgeMs }) => {
    return typeof path === "string" ? [{ path, maxAgeMs }] : [];
  });
}

/** The lookups whose document only the document at hand names. */
export function openLookups(condition: Condition): readonly Lookup[] {
  return lookupsIn(condition).filter(({ lookup }) => typeof lookup !== "string");
}

/** The documents that the open lookups fall on, with this document at hand. */
export function namedBy(
  document: Candidate | null,
  lookups: readonly Lookup[],
): readonly { readonly path: string; readonly maxAgeMs: number }[] {
  return lookups.flatMap((lookup) => {
    const path = pathOf(lookup, document);
    return path === undefined ? [] : [{ path, maxAgeMs: lookup.maxAgeMs }];
  });
}

/** The condition with each lookup as the function makes it. */
export function mapLookups(condition: Condition, change: (lookup: Lookup) => Condition): Condition {
  if (typeof condition === "boolean") return condition;
  if ("and" in condition) return and(condition.and.map((part) => mapLookups(part, change)));
  if ("or" in condition) return or(condition.or.map((part) => mapLookups(part, change)));
  return "lookup" in condition ? change(condition) : condition;
}

/**
 * What the lookup comes to once the other document is known: decided, or a comparison of a field of
 * the document at hand. False where the other document was not read.
 */
export function answerLookup(
  lookup: Lookup,
  document: Candidate | null,
  others: OtherDocuments,
): Condition {
  const { asks } = lookup;
  const path = pathOf(lookup, document);
  const other = path === undefined ? undefined : others.get(path);
  if (other === undefined) return false;
  if ("exists" in asks) return asks.exists === (other !== null);
  if (other === null) return false;
  const { field, op, ifMissing } = asks;
  const found = isMissing(other, field) ? ifMissing : fieldOf(other, field);
  if ("documentField" in asks) return exchangedComparison(found, op, asks.documentField);
  return found !== undefined && compares(found, op, asks.value);
}
