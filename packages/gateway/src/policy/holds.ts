import type { Comparison } from "../query/query.ts";
import type { Fields } from "../values/value.ts";
import { matches, type Candidate } from "../query/matches.ts";
import type { Condition, Membership } from "./condition.ts";

/** The documents that decide membership, by path; null where there is none. */
export type OtherDocuments = ReadonlyMap<string, Fields | null>;

/** Whether the condition holds of the document. Of none, only what is true of all. */
export function holds(
  condition: Condition,
  document: Candidate | null,
  others: OtherDocuments = new Map(),
): boolean {
  if (typeof condition === "boolean") return condition;
  if ("and" in condition) return condition.and.every((part) => holds(part, document, others));
  if ("or" in condition) return condition.or.some((part) => holds(part, document, others));
  if ("memberOf" in condition) return isMember(condition, others);
  if (document === null) return false;
  // A function is shown the whole document or nothing.
  if ("check" in condition) return isWhole(document) && condition.passes(document.data);
  return matches(condition, document);
}

function isWhole({ unreadable = [] }: Candidate): boolean {
  return unreadable.length === 0;
}

/** The documents that have to be read to know who is a member, and how old they may be. */
export function otherDocuments(condition: Condition): readonly Membership[] {
  if (typeof condition === "boolean") return [];
  if ("and" in condition) return condition.and.flatMap(otherDocuments);
  if ("or" in condition) return condition.or.flatMap(otherDocuments);
  return "memberOf" in condition ? [condition] : [];
}

/** Whether the uid is in the other document's list; not where that document was not read. */
export function isMember({ memberOf, field, uid }: Membership, others: OtherDocuments): boolean {
  const data = others.get(memberOf);
  if (data === undefined || data === null) return false;
  const comparison: Comparison = { field, op: "array-contains", value: uid };
  return matches(comparison, { path: memberOf, data });
}
