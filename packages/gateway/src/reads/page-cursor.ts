import { randomBytes } from "node:crypto";
import type { Comparison, Filter, Query } from "../query/query.ts";
import { areEqual } from "../values/compare.ts";
import type { Value } from "../values/value.ts";
import type { CallContext } from "../call/call-context.ts";
import { SEAL_IV_BYTES } from "../sealed.ts";
import { openCursor, sealCursor, type Cursor } from "./cursor.ts";

/** The cursor of the page that comes after a position. Once on an instance, its key is read. */
export async function cursorAfter(cursor: Cursor, context: CallContext): Promise<string> {
  const sealed = { ...cursor, query: timeless(cursor.query, context) };
  return sealCursor(await keyOf(context), randomBytes(SEAL_IV_BYTES), sealed);
}

/**
 * The values of the position that a request's cursor is of; undefined without one.
 *
 * @throws GatewayError INVALID_CURSOR
 */
export async function positionIn(
  text: string | undefined,
  query: Query,
  context: CallContext,
): Promise<readonly Value[] | undefined> {
  if (text === undefined) return undefined;
  return openCursor(await keyOf(context), text, timeless(query, context));
}

/**
 * The query without the time of its request, which a policy may compare with: the next page's is
 * another.
 */
function timeless(query: Query, { call: { startedAt } }: CallContext): Query {
  const isNow = ({ value }: Comparison) => areEqual(value, { $timestamp: startedAt });
  const replace = (filter: Filter): Filter => {
    if ("and" in filter) return { and: filter.and.map(replace) };
    if ("or" in filter) return { or: filter.or.map(replace) };
    return isNow(filter) ? { ...filter, value: null } : filter;
  };
  return query.where === undefined ? query : { ...query, where: replace(query.where) };
}

function keyOf({ gateway, call }: CallContext): Promise<Buffer> {
  return gateway.secret.key("cursor", call.store);
}
