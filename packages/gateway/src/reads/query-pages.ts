import { isOwn } from "../documents/is-own.ts";
import { GatewayError } from "../errors/error.ts";
import type { Query } from "../query/query.ts";
import type { AuthorizedList } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { cacheUse } from "./cache-use.ts";
import { positionOf, withOrdersSelected, withWholeOrder } from "./query-order.ts";
import { countListed } from "./count-listed.ts";
import { visibleDocument, type VisibleDocument } from "./visible-document.ts";

/** Documents on the first page of a query that may have several; each page has twice as many as the one before. */
const FIRST_PAGE = 100;
/** Most documents on one page: as many as one callable answers. */
const MAX_PAGE = 500;
/**
 * How old a first page from memory may be where others may follow it, in milliseconds: Firestore
 * answers as of a time in the last hour alone.
 */
const MAX_PAST_MS = 10 * 60 * 1000;

/** Documents of a query that follow each other. */
export interface WholePage {
  readonly documents: readonly VisibleDocument[];
  /** The time as of which the documents of all pages are. */
  readonly readTime: string;
}

/** The query of the first page: what is charged and authorized at first. */
export function firstPageOf(query: Query): Query {
  if (query.findNearest !== undefined) return query;
  const { limit = Infinity } = query;
  return { ...query, limit: limit <= MAX_PAGE ? limit : FIRST_PAGE };
}

/** What the pages of a query are read with. */
export interface Paging {
  /** How many documents are wanted in all. @default all */
  readonly limit: number | undefined;
  /** Charges a further page. @throws GatewayError COST_EXCEEDS_CAPACITY where it is too large for the caller */
  charge(next: AuthorizedList): Promise<void>;
}

/**
 * All documents of a query, page after page, as of one time. A page is read, and charged, when the
 * one before it has been taken.
 *
 * @param grant of the first page
 */
export async function* queryPages(
  grant: AuthorizedList,
  { limit = Infinity, charge }: Paging,
  context: CallContext,
): AsyncGenerator<WholePage> {
  const { gateway, call } = context;
  const query = withWholeOrder(grant.operation.query);
  const part = { select: query.select, hidden: grant.hidden };
  const use = cacheUse(grant.keeping, { maxAgeMs: MAX_PAST_MS });
  let page = query;
  let left = limit;
  let asOf: string | undefined;
  while (true) {
    const options = { ...call.reading, readTime: asOf, mayBeOld: true };
    const found = await gateway.reads.query(withOrdersSelected(page), use, options);
    const { documents } = found.value;
    const { wasRead } = found;
    asOf ??= found.readTime;
    const skipped = page.offset ?? 0;
    const reads = wasRead ? Math.max(1, skipped + documents.length) : 0;
    call.spend({ reads, cached: !wasRead });
    // A collection group reaches below the top-level collections that no definition is for.
    const declared = documents.filter(({ path }) => !isOwn(path));
    countListed(grant, { ...found, reads, returned: declared.length }, context);
    yield { documents: declared.map((one) => visibleDocument(one, part)), readTime: asOf };
    left -= documents.length;
    const last = documents.at(-1);
    const isFull = page.limit !== undefined && documents.length >= page.limit;
    if (last === undefined || !isFull || left <= 0) return;
    const startAt = { values: positionOf(last, query.orderBy), before: false };
    const { offset: _, ...following } = page;
    page = await chargeNext({ ...following, startAt }, left, (next) =>
      charge({ ...grant, operation: { ...grant.operation, query: next } }),
    );
  }
}

/** Charges a larger page, or where the caller's quota never holds that, one as large as before. */
async function chargeNext(
  page: Query,
  left: number,
  charge: (next: Query) => Promise<void>,
): Promise<Query> {
  const size = page.limit ?? FIRST_PAGE;
  const larger = { ...page, limit: Math.min(left, MAX_PAGE, size * 2) };
  try {
    await charge(larger);
    return larger;
  } catch (error) {
    const isTooLarge = error instanceof GatewayError && error.reason === "COST_EXCEEDS_CAPACITY";
    if (!isTooLarge || larger.limit <= size) throw error;
  }
  const same = { ...page, limit: Math.min(left, size) };
  await charge(same);
  return same;
}
