import type { Query } from "../query/query.ts";
import type { FieldPath } from "../paths/field-path.ts";
import type { Fields } from "../values/value.ts";
import type { OtherDocuments } from "../policy/holds.ts";
import { toFilter } from "../policy/to-filter.ts";
import { forbidden } from "../authorize/forbidden.ts";
import type { AuthorizedList } from "../authorize/authorize.ts";
import type { CallContext, ReadCallableName } from "../call/call-context.ts";
import { cacheUse, wantedMemberships } from "./cache-use.ts";
import { cursorAfter, positionIn } from "./page-cursor.ts";
import { allow } from "../authorize/grant-list.ts";
import { positionOf, withWholeOrder } from "./query-order.ts";
import {
  isUnreadable,
  toAnswer,
  type DocumentAnswer,
  type UnreadableDocument,
} from "./document-answer.ts";

export interface Page {
  readonly documents: readonly DocumentAnswer[];
  /** Those that are on this page and can't be read; absent where there are none. */
  readonly unreadable?: readonly UnreadableDocument[];
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

/**
 * One page of a query. One round trip, and one more where membership has to be read first; none
 * for what memory has.
 */
export async function runQuery(
  grant: AuthorizedList,
  { cursor, explain, isFromEnd }: PageOptions,
  context: CallContext<ReadCallableName>,
): Promise<Page> {
  const { gateway, call, request } = context;
  const query = withWholeOrder(await allowedQuery(grant, context));
  const values = await positionIn(cursor, query, context);
  const { value, wasRead } = await gateway.reads.query(
    { ...withOrdersSelected(query), ...(values && { startAt: { values, before: false } }) },
    cacheUse(grant.keeping, request),
    { ...call.reading, ...(explain && { explain }) },
  );
  const { documents, explain: plan } = value;
  call.spend({ reads: wasRead ? Math.max(1, documents.length) : 0, cached: !wasRead });
  const isFull = query.findNearest === undefined && documents.length === query.limit;
  const last = isFull ? documents.at(-1) : undefined;
  const next = last && { query, values: positionOf(last, query.orderBy) };
  const inOrder = isFromEnd ? documents.toReversed() : documents;
  const answers = inOrder.map((document) =>
    toAnswer(document, { select: query.select, hidden: grant.hidden }),
  );
  const unreadable = answers.filter(isUnreadable);
  return {
    documents: answers.flatMap((answer) => (isUnreadable(answer) ? [] : [answer])),
    ...(unreadable.length > 0 && { unreadable }),
    ...(next && { nextCursor: await cursorAfter(next, context) }),
    ...(plan && { explain: plan }),
  };
}

/** The query with all of the policy in it: where membership decides, as fresh as the policy wants it. */
export async function allowedQuery(
  { operation, condition, hidden }: AuthorizedList,
  { gateway, call, request }: CallContext<ReadCallableName>,
): Promise<Query> {
  if (condition === true) return operation.query;
  const memberships = wantedMemberships([condition], request);
  const found = await gateway.reads.get(memberships, call.reading);
  const others: OtherDocuments = new Map(
    memberships.map(({ path }, index) => [path, found[index]?.value?.data ?? null]),
  );
  const filter = toFilter(condition, others);
  // A refusal has one price wherever it came from, and tells nothing by it.
  const paid = filter === false ? found : found.filter(({ wasRead }) => wasRead);
  call.spend({ reads: paid.length, cached: paid.length === 0 });
  if (filter === false) throw forbidden(operation, { at: "collection" });
  return allow(operation, filter, { collections: gateway.collections, hidden }).query;
}

/** A cursor needs the values of the orders, whether they were asked for or not. */
function withOrdersSelected(query: Query): Query {
  if (query.select === undefined) return query;
  const ordered: FieldPath[] = query.orderBy.map(({ field }) => field);
  return { ...query, select: [...query.select, ...ordered] };
}
