import type { StoredDocument } from "../documents/store.ts";
import { holds, otherDocuments, type OtherDocuments } from "../policy/holds.ts";
import type { AuthorizedGet } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { cacheUse, type RequestedFreshness } from "./cache-use.ts";
import {
  isUnreadable,
  toAnswer,
  type DocumentAnswer,
  type UnreadableAnswer,
} from "./document-answer.ts";
import { foundMemberships, wantedMemberships } from "./memberships.ts";

/** The answer to a request for documents. */
export interface DocumentsAnswer {
  /** The documents in the order asked; null for one that is missing, forbidden or unreadable. */
  readonly documents: readonly (DocumentAnswer | null)[];
  readonly unreadable: readonly UnreadableAnswer[];
}

/**
 * The documents in the order of the grants; null where there is none that the caller may read, so
 * that the forbidden and the missing look alike. One round trip, or none where memory has them all.
 */
export async function readDocuments(
  grants: readonly AuthorizedGet[],
  { gateway, call, request }: CallContext<RequestedFreshness>,
): Promise<DocumentsAnswer> {
  const conditions = grants.map(({ condition }) => condition);
  const memberships = wantedMemberships(conditions, request);
  const wanted = grants.map(({ operation: { path }, keeping }) => {
    return { path, use: cacheUse(keeping, request) };
  });
  const mask = conditions.every((condition) => condition === true)
    ? grants[0]?.operation.fields
    : undefined;
  const asked = [...wanted, ...memberships];
  const found = await gateway.reads.get(asked, { ...call.reading, ...(mask && { fields: mask }) });
  const others = foundMemberships(memberships, found.slice(grants.length));
  const answers = grants.map((grant, index) =>
    answerOf(grant, found[index]?.value ?? null, others),
  );
  const read = asked.flatMap(({ path }, index) => (found[index]?.wasRead === true ? path : []));
  const denied = grants.filter((_, index) => answers[index] === null).flatMap(decisivePaths);
  const reads = new Set([...read, ...denied]).size;
  call.spend({ reads, cached: reads === 0 });
  return {
    documents: answers.map((answer) => (isUnreadable(answer) ? null : answer)),
    unreadable: answers.filter(isUnreadable),
  };
}

/**
 * What is paid for wherever it came from: what kept a document from a caller whom the policy does
 * not let have all. Else the price of the refusal would tell of the document, and asking for what
 * one may not see would be cheap.
 */
function decisivePaths({ operation, condition }: AuthorizedGet): readonly string[] {
  if (condition === true) return [];
  return [operation.path, ...otherDocuments(condition).map(({ memberOf }) => memberOf)];
}

function answerOf(
  { operation, condition, hidden }: AuthorizedGet,
  document: StoredDocument | null,
  others: OtherDocuments,
): DocumentAnswer | UnreadableAnswer | null {
  if (document === null || !holds(condition, document, others)) return null;
  return toAnswer(document, { select: operation.fields, hidden });
}
