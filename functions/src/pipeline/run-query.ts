import { randomBytes } from "node:crypto";
import type { Query } from "../contract/query.ts";
import type { FieldPath, Fields, Value } from "../contract/value.ts";
import type { Gateway } from "../gateway.ts";
import { otherDocuments, type OtherDocuments } from "../policy/holds.ts";
import { toFilter } from "../policy/to-filter.ts";
import { forbidden, type AuthorizedList } from "./authorize.ts";
import type { Call } from "./call.ts";
import { CURSOR_IV_BYTES, openCursor, sealCursor } from "./cursor.ts";
import { allow } from "./grant-list.ts";
import { positionOf, withWholeOrder } from "./query-order.ts";
import { toAnswer, type DocumentAnswer } from "./read-documents.ts";

export interface Page {
  readonly documents: readonly DocumentAnswer[];
  /** There whenever the page is full. */
  readonly nextCursor?: string;
  /** Firestore's plan and cost. */
  readonly explain?: Fields;
}

export interface PageOptions {
  readonly cursor?: string;
  readonly explain?: true;
  /** Whether the page ends with the first document of its order, and is to be told in its order. */
  readonly isFromEnd: boolean;
}

interface Running {
  readonly gateway: Gateway;
  readonly call: Call;
}

/** One page of a query. One round trip, and one more where membership has to be read first. */
export async function runQuery(
  grant: AuthorizedList,
  { cursor, explain, isFromEnd }: PageOptions,
  running: Running,
): Promise<Page> {
  const { gateway, call } = running;
  const query = withWholeOrder(await allowedQuery(grant, running));
  const values = cursor && openCursor(await gateway.secret.key(call.store), cursor, query);
  const { documents, explain: plan } = await gateway.documents.query(
    { ...withOrdersSelected(query), ...(values && { startAt: { values, before: false } }) },
    { ...call.store, ...(explain && { explain }) },
  );
  call.spend({ reads: Math.max(1, documents.length) });
  const isFull = query.findNearest === undefined && documents.length === query.limit;
  const last = isFull ? documents.at(-1) : undefined;
  const answers = documents.map((document) =>
    toAnswer(document, { select: query.select, hidden: grant.hidden }),
  );
  return {
    documents: isFromEnd ? answers.reverse() : answers,
    ...(last && { nextCursor: await seal(query, positionOf(last, query.orderBy), running) }),
    ...(plan && { explain: plan }),
  };
}

/** The query with all of the policy in it: where membership decides, by reading it now. */
export async function allowedQuery(
  { operation, condition }: AuthorizedList,
  { gateway, call }: Running,
): Promise<Query> {
  if (condition === true) return operation.query;
  const paths = [...new Set(otherDocuments(condition).map(({ memberOf }) => memberOf))];
  const { documents } = await gateway.documents.get(paths, call.store);
  call.spend({ reads: paths.length });
  const others: OtherDocuments = new Map(
    paths.map((path, index) => [path, documents[index]?.data ?? null]),
  );
  const filter = toFilter(condition, others);
  if (filter === false) throw forbidden(operation, { at: "collection" });
  return allow(operation, filter, gateway.collections).query;
}

/** A cursor needs the values of the orders, whether they were asked for or not. */
function withOrdersSelected(query: Query): Query {
  if (query.select === undefined) return query;
  const ordered: FieldPath[] = query.orderBy.map(({ field }) => field);
  return { ...query, select: [...query.select, ...ordered] };
}

async function seal(
  query: Query,
  values: readonly Value[],
  { gateway, call }: Running,
): Promise<string> {
  const key = await gateway.secret.key(call.store);
  return sealCursor(key, randomBytes(CURSOR_IV_BYTES), { query, values });
}
