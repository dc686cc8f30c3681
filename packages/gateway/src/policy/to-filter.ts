import type { Filter } from "../query/query.ts";
import { and, or, type Condition } from "./condition.ts";
import { isMember, type OtherDocuments } from "./holds.ts";

/**
 * The condition as a filter of a query: it returns the documents of which {@link holds} is true.
 * `true` needs no filter, `false` no query.
 *
 * @throws TypeError for a function; a collection whose list policy has one is refused at start
 */
export function toFilter(
  condition: Condition,
  others: OtherDocuments = new Map(),
): Filter | boolean {
  // Without memberships and functions, a condition has the very form of a filter.
  return decide(condition, others) as Filter | boolean;
}

function decide(condition: Condition, others: OtherDocuments): Condition {
  if (typeof condition === "boolean") return condition;
  if ("and" in condition) return and(condition.and.map((part) => decide(part, others)));
  if ("or" in condition) return or(condition.or.map((part) => decide(part, others)));
  if ("memberOf" in condition) return isMember(condition, others);
  if ("check" in condition) {
    throw new TypeError(`the check "${condition.check}" can't be a filter of a query`);
  }
  return condition;
}
