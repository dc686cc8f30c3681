import type { Fields } from "../values/value.ts";
import { isOwn } from "../documents/is-own.ts";
import type { StoredDocument } from "../documents/store.ts";
import type { AuthorizedList } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { cacheUse, mayBeOld, type RequestedFreshness } from "./cache-use.ts";
import { countListed } from "./count-listed.ts";
import { cursorAfter, positionIn } from "./page-cursor.ts";
import { positionOf, withOrdersSelected, withWholeOrder } from "./query-order.ts";
import {
  isUnreadable,
  toAnswer,
  type AnsweredPart,
  type DocumentAnswer,
  type UnreadableAnswer,
} from "./document-answer.ts";

export interface QueryPage extends Omit<StoredPage, "documents" | "part"> {
  readonly documents: readonly DocumentAnswer[];
  /** Documents of this page that can't be read; absent where there are none. */
  readonly unreadable?: readonly UnreadableAnswer[];
}

/** One page of a query, whose documents the caller may see that part of. */
export interface StoredPage {
  readonly documents: readonly StoredDocument[];
  readonly part: AnsweredPart;
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

/** One page of a query, as callables answer it. */
export async function runQuery(
  grant: AuthorizedList,
  options: PageOptions,
  context: CallContext<RequestedFreshness>,
): Promise<QueryPage> {
  const { documents, part, ...page } = await readPage(grant, options, context);
  const answers = documents.map((document) => toAnswer(document, part));
  const unreadable = answers.filter(isUnreadable);
  return {
    documents: answers.flatMap((answer) => (isUnreadable(answer) ? [] : [answer])),
    ...(unreadable.length > 0 && { unreadable }),
    ...page,
  };
}

/** One page of a query. One round trip, or none where memory has it. */
export async function readPage(
  grant: AuthorizedList,
  { cursor, explain, isFromEnd }: PageOptions,
  context: CallContext<RequestedFreshness>,
): Promise<StoredPage> {
  const { gateway, call, request } = context;
  const query = withWholeOrder(grant.operation.query);
  const values = await positionIn(cursor, query, context);
  const { offset = 0, ...page } = withOrdersSelected(query);
  const skipped = values === undefined ? offset : 0;
  const found = await gateway.reads.query(
    {
      ...page,
      ...(skipped > 0 && { offset: skipped }),
      ...(values && { startAt: { values, before: false } }),
    },
    cacheUse(grant.keeping, request),
    { ...call.reading, mayBeOld: mayBeOld(request), ...(explain && { explain }) },
  );
  const { value, wasRead } = found;
  const { documents, explain: plan } = value;
  const reads = wasRead ? Math.max(1, skipped + documents.length) : 0;
  call.spend({ reads, cached: !wasRead });
  // A collection group reaches below the top-level collections that no definition is for.
  const declared = documents.filter(({ path }) => !isOwn(path));
  countListed(grant, { ...found, reads, returned: declared.length }, context);
  const isFull = query.findNearest === undefined && documents.length === query.limit;
  const last = isFull ? documents.at(-1) : undefined;
  const next = last && { query, values: positionOf(last, query.orderBy) };
  return {
    documents: isFromEnd ? declared.toReversed() : declared,
    part: { select: query.select, hidden: grant.hidden },
    ...(next && { nextCursor: await cursorAfter(next, context) }),
    ...(plan && { explain: plan }),
  };
}
