import type { StoredDocument } from "../documents/store.ts";
import { holds, otherDocuments } from "../policy/holds.ts";
import type { AuthorizedGet } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { cacheUse, type RequestedFreshness } from "./cache-use.ts";
import {
  isUnreadable,
  toAnswer,
  type AnsweredPart,
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

/** A document that was asked for; null where there is none that the caller may read. */
export interface GrantedDocument {
  readonly document: StoredDocument | null;
  readonly part: AnsweredPart;
  /** Firestore's time of the read. */
  readonly readTime: string;
}

/** The documents in the order of the grants, as callables answer them. */
export async function readDocuments(
  grants: readonly AuthorizedGet[],
  context: CallContext<RequestedFreshness>,
): Promise<DocumentsAnswer> {
  const granted = await readGranted(grants, context);
  const answers = granted.map(({ document, part }) => document && toAnswer(document, part));
  return {
    documents: answers.map((answer) => (isUnreadable(answer) ? null : answer)),
    unreadable: answers.filter(isUnreadable),
  };
}

/**
 * The documents in the order of the grants; null where there is none that the caller may read, so
 * that the forbidden and the missing look alike. One round trip, or none where memory has them all.
 */
export async function readGranted(
  grants: readonly AuthorizedGet[],
  { gateway, call, request }: CallContext<RequestedFreshness>,
): Promise<readonly GrantedDocument[]> {
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
  const granted = grants.map((grant, index): GrantedDocument => {
    const { value = null, readTime = "" } = found[index] ?? {};
    const document = value !== null && holds(grant.condition, value, others) ? value : null;
    const { operation, hidden } = grant;
    return { document, part: { select: operation.fields, hidden }, readTime };
  });
  const read = asked.flatMap(({ path }, index) => (found[index]?.wasRead === true ? path : []));
  const denied = grants
    .filter((_, index) => granted[index]?.document === null)
    .flatMap(decisivePaths);
  const reads = new Set([...read, ...denied]).size;
  call.spend({ reads, cached: reads === 0 });
  return granted;
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
