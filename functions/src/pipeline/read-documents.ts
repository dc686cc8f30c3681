import { splitDocumentPath } from "../contract/path.ts";
import { omit, pick } from "../contract/select.ts";
import type { FieldPath, Fields } from "../contract/value.ts";
import { escapeFields } from "../contract/wire-escape.ts";
import type { DocumentStore, StoredDocument } from "../documents/store.ts";
import { holds, otherDocuments, type OtherDocuments } from "../policy/holds.ts";
import type { Condition } from "../policy/condition.ts";
import type { AuthorizedGet } from "./authorize.ts";
import type { Call } from "./call.ts";

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
 * that the forbidden and the missing look alike. One round trip.
 */
export async function readDocuments(
  grants: readonly AuthorizedGet[],
  { documents, call }: { documents: DocumentStore; call: Call },
): Promise<readonly (DocumentAnswer | null)[]> {
  const paths = grants.map(({ operation }) => operation.path);
  const others = grants.flatMap(({ condition }) => otherPaths(condition));
  const mask = grants.every(({ condition }) => condition === true)
    ? grants[0]?.operation.fields
    : undefined;
  const { documents: found } = await documents.get([...paths, ...others], {
    ...call.store,
    ...(mask && { fields: mask }),
  });
  call.spend({ reads: new Set([...paths, ...others]).size });
  const known = new Map(
    others.map((path, index) => [path, found[paths.length + index]?.data ?? null]),
  );
  return grants.map((grant, index) => answerOf(grant, found[index] ?? null, known));
}

/** The paths of the documents that decide membership. */
export function otherPaths(condition: Condition): string[] {
  return otherDocuments(condition).map(({ memberOf }) => memberOf);
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
