import { randomBytes } from "node:crypto";
import type { Query } from "../contract/query.ts";
import type { FieldPath, Value } from "../contract/value.ts";
import type { Gateway } from "../gateway.ts";
import { otherDocuments, type OtherDocuments } from "../policy/holds.ts";
import { restrict } from "../policy/restrict.ts";
import { toFilter } from "../policy/to-filter.ts";
import { forbidden, type AuthorizedList } from "./authorize.ts";
import type { Call } from "./call.ts";
import { CURSOR_IV_BYTES, openCursor, sealCursor } from "./cursor.ts";
import { toAnswer, type DocumentAnswer } from "./read-documents.ts";
import { positionOf, withWholeOrder } from "./request-query.ts";

export interface Page {
  readonly documents: readonly DocumentAnswer[];
  /** There whenever the page is full. */
  readonly nextCursor?: string;
}

interface Running {
  readonly gateway: Gateway;
  readonly call: Call;
}

/** One page of a query. One round trip, and one more where membership has to be read first. */
export async function runQuery(
  grant: AuthorizedList,
  cursor: string | undefined,
  { gateway, call }: Running,
): Promise<Page> {
  const query = withWholeOrder(await allowedQuery(grant, { gateway, call }));
  const values = cursor && openCursor(await gateway.secret.key(call.store), cursor, query);
  const { documents } = await gateway.documents.query(
    { ...withOrdersSelected(query), ...(values && { startAt: { values, before: false } }) },
    call.store,
  );
  call.spend({ reads: Math.max(1, documents.length) });
  const last = documents.length === query.limit ? documents.at(-1) : undefined;
  return {
    documents: documents.map((document) =>
      toAnswer(document, { select: query.select, hidden: grant.hidden }),
    ),
    ...(last && {
      nextCursor: await seal(query, positionOf(last, query.orderBy), { gateway, call }),
    }),
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
  return restrict(operation.query, filter);
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
