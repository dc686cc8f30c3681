import type { Found } from "../cache/answers.ts";
import type { WantedDocument } from "../cache/cached-reads.ts";
import type { StoredDocument } from "../documents/store.ts";
import type { Condition } from "../policy/condition.ts";
import { holds } from "../policy/holds.ts";
import { knownLookups, openLookups } from "../policy/lookups.ts";
import type { AuthorizedGet } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { countDocuments, lookedUpIn } from "./count-documents.ts";
import { cacheUse, mayBeOld, type RequestedFreshness } from "./cache-use.ts";
import {
  isUnreadable,
  toAnswer,
  type AnsweredPart,
  type DocumentAnswer,
  type UnreadableAnswer,
} from "./document-answer.ts";
import { foundDocuments, wantedDocuments } from "./other-documents.ts";
import { readNamed } from "./read-named.ts";

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
 * that the forbidden and the missing look alike. One round trip, or none where memory has them all;
 * one more where a document names another one that decides.
 */
export async function readGranted(
  grants: readonly AuthorizedGet[],
  context: CallContext<RequestedFreshness>,
): Promise<readonly GrantedDocument[]> {
  const { gateway, call, request } = context;
  const conditions = grants.map(({ condition }) => condition);
  refuseReadingMore(conditions, call);
  const lookedUp = wantedDocuments(conditions.flatMap(knownLookups), request);
  const wanted = grants.map(({ operation: { path }, keeping }) => {
    return { path, use: cacheUse(keeping, request) };
  });
  const mask = conditions.every((condition) => condition === true)
    ? grants[0]?.operation.fields
    : undefined;
  const asked = [...wanted, ...lookedUp];
  const found = await gateway.reads.get(asked, {
    ...call.reading,
    mayBeOld: mayBeOld(request),
    ...(mask && { fields: mask }),
  });
  const documents = grants.map((_, index) => found[index]?.value ?? null);
  const known = foundDocuments(lookedUp, found.slice(grants.length));
  const named = await readNamed({ grants, documents, known }, context);
  const others = new Map([...known, ...named.others]);
  const granted = grants.map(({ condition, operation, hidden }, index): GrantedDocument => {
    const { value = null, readTime = "" } = found[index] ?? {};
    const document = value !== null && holds(condition, value, others) ? value : null;
    return { document, part: { select: operation.fields, hidden }, readTime };
  });
  const read = asked.flatMap(({ path }, index) => (found[index]?.wasRead === true ? path : []));
  const paid = grants.flatMap((grant, index) =>
    granted[index]?.document === null ? decisiveReads(grant) : (named.read[index] ?? []),
  );
  countUses(grants, { granted, lookedUp, found }, context);
  const reads = new Set([...read, ...paid]).size;
  call.spend({ reads, cached: reads === 0 });
  return granted;
}

interface ReadForGrants {
  readonly granted: readonly GrantedDocument[];
  readonly lookedUp: readonly WantedDocument[];
  readonly found: readonly Found<StoredDocument | null>[];
}

function countUses(
  grants: readonly AuthorizedGet[],
  { granted, lookedUp, found }: ReadForGrants,
  context: CallContext,
): void {
  const paths = lookedUp.map(({ path }) => path);
  countDocuments([...grants.map(usedBy), ...lookedUpIn(paths, context)], found, context);
  for (const [index, grant] of grants.entries()) {
    const returned = granted[index]?.document === null ? 0 : 1;
    context.call.uses.add(usedBy(grant), { returned });
  }
}

function usedBy({ operation: { path }, collection }: AuthorizedGet) {
  return { path, collection, operation: "get" } as const;
}

/**
 * What is paid for wherever it came from: what kept a document from a caller whom the policy does
 * not let have all. Else the price of the refusal would tell of the document, and asking for what
 * one may not see would be cheap. What a document would name is paid for by its place in the policy:
 * whether two documents name the same one is not to be told either.
 */
function decisiveReads({ operation: { path }, condition }: AuthorizedGet): readonly string[] {
  if (condition === true) return [];
  const named = openLookups(condition).map((_, index) => `${path}#${String(index)}`);
  return [path, ...knownLookups(condition).map((lookup) => lookup.path), ...named];
}

/**
 * Refuses, while nothing may be read, what memory could answer only for documents that are not
 * there: they name no other document that would have to be read.
 */
function refuseReadingMore(
  conditions: readonly Condition[],
  { insteadOfReading }: CallContext["call"],
): void {
  if (insteadOfReading === undefined) return;
  if (conditions.some((condition) => openLookups(condition).length > 0)) throw insteadOfReading;
}
