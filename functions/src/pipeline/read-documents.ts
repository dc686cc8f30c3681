import { splitDocumentPath } from "../contract/path.ts";
import { omit, pick } from "../contract/select.ts";
import type { FieldPath, Fields } from "../contract/value.ts";
import { escapeFields } from "../contract/wire-escape.ts";
import type { StoredDocument } from "../documents/store.ts";
import { holds, otherDocuments, type OtherDocuments } from "../policy/holds.ts";
import type { AuthorizedGet } from "./authorize.ts";
import { cacheUse, wantedMemberships, type Reading } from "./cache-use.ts";

/** A document as a caller gets it. */
export interface DocumentAnswer {
  readonly path: string;
  readonly id: string;
  readonly data: Fields;
  readonly createTime: string;
  readonly updateTime: string;
}

/**
 * The documents in the order of the grants; null where there is none that the caller may read, so
 * that the forbidden and the missing look alike. One round trip, or none where memory has them all.
 */
export async function readDocuments(
  grants: readonly AuthorizedGet[],
  { gateway, call, request }: Reading,
): Promise<readonly (DocumentAnswer | null)[]> {
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
  const others = new Map(
    memberships.map(({ path }, index) => [path, found[grants.length + index]?.value?.data ?? null]),
  );
  const answers = grants.map((grant, index) =>
    answerOf(grant, found[index]?.value ?? null, others),
  );
  const read = asked.flatMap(({ path }, index) => (found[index]?.wasRead === true ? path : []));
  const denied = grants.filter((_, index) => answers[index] === null).flatMap(decisivePaths);
  const reads = new Set([...read, ...denied]).size;
  call.spend({ reads, cached: reads === 0 });
  return answers;
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
): DocumentAnswer | null {
  if (document === null || !holds(condition, document, others)) return null;
  return toAnswer(document, { select: operation.fields, hidden });
}

/** The part of a document that was asked for and may be seen. */
export function toAnswer(
  { path, data, createTime, updateTime }: StoredDocument,
  { select, hidden }: { select: readonly FieldPath[] | undefined; hidden: readonly FieldPath[] },
): DocumentAnswer {
  const asked = select === undefined ? data : pick(data, select);
  const visible = escapeFields(omit(asked, hidden));
  return { path, id: splitDocumentPath(path).id, data: visible, createTime, updateTime };
}
