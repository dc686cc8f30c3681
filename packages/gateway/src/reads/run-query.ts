import type { Fields } from "../values/value.ts";
import type { AuthorizedList } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { cacheUse, type RequestedFreshness } from "./cache-use.ts";
import { cursorAfter, positionIn } from "./page-cursor.ts";
import { positionOf, withOrdersSelected, withWholeOrder } from "./query-order.ts";
import {
  isUnreadable,
  toAnswer,
  type DocumentAnswer,
  type UnreadableAnswer,
} from "./document-answer.ts";

export interface QueryPage {
  readonly documents: readonly DocumentAnswer[];
  /** Documents of this page that can't be read; absent where there are none. */
  readonly unreadable?: readonly UnreadableAnswer[];
  /** The cursor of the next page; present whenever this page is full. */
  readonly nextCursor?: string;
  /** Firestore's plan and cost, where the request asked for them. */
  readonly explain?: Fields;
}

export interface PageOptions {
  readonly cursor?: string;
  readonly explain?: true;
  /** Whether the query runs backwards, so that its documents are answered in reverse. */
  readonly isFromEnd: boolean;
}

/** One page of a query. One round trip, or none where memory has it. */
export async function runQuery(
  grant: AuthorizedList,
  { cursor, explain, isFromEnd }: PageOptions,
  context: CallContext<RequestedFreshness>,
): Promise<QueryPage> {
  const { gateway, call, request } = context;
  const query = withWholeOrder(grant.operation.query);
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
