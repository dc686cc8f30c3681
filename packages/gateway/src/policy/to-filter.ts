import { GatewayError } from "../errors/error.ts";
import { formatFieldPath } from "../paths/field-path.ts";
import type { Filter } from "../query/query.ts";
import { isAboutChange, type Condition, type Lookup } from "./condition.ts";
import { fieldsNaming } from "./document-path.ts";
import { answerLookup, lookupsIn, mapLookups, type OtherDocuments } from "./lookups.ts";

/**
 * The condition as a filter of a query: it returns the documents of which {@link holds} is true.
 * `true` needs no filter, `false` no query.
 *
 * @throws GatewayError POLICY_QUERY_CONFLICT where a document is looked up by a field that the query
 * leaves open
 * @throws TypeError for a function, and for what is said of writes; a collection whose list policy
 * has one is refused at start
 */
export function toFilter(
  condition: Condition,
  others: OtherDocuments = new Map(),
): Filter | boolean {
  const decided = mapLookups(condition, (lookup) =>
    typeof lookup.lookup === "string" ? answerLookup(lookup, null, others) : lookup,
  );
  const [open] = lookupsIn(decided);
  if (open !== undefined) throw leftOpen(open);
  refuseFunctions(decided);
  // Without lookups and functions, a condition has the very form of a filter.
  return decided as Filter | boolean;
}

function leftOpen(lookup: Lookup): GatewayError {
  const fields = fieldsNaming(lookup).map(formatFieldPath);
  return new GatewayError(
    "POLICY_QUERY_CONFLICT",
    `Whether you may have the documents of the query depends on another document, which ${fields.join(" and ")} names. Ask for one value of it, by ==.`,
  );
}

function refuseFunctions(condition: Condition): void {
  if (typeof condition === "boolean") return;
  if ("and" in condition) condition.and.forEach(refuseFunctions);
  if ("or" in condition) condition.or.forEach(refuseFunctions);
  if ("check" in condition || isAboutChange(condition)) {
    throw new TypeError("what is decided by a function or by a write can't be a filter of a query");
  }
}
