import { randomBytes } from "node:crypto";
import type { Query } from "../query/query.ts";
import type { Value } from "../values/value.ts";
import type { CallContext } from "../call/call-context.ts";
import { CURSOR_IV_BYTES, openCursor, sealCursor, type Cursor } from "./cursor.ts";

/** The cursor of the page that comes after a position. Once on an instance, its key is read. */
export async function cursorAfter(cursor: Cursor, context: CallContext): Promise<string> {
  return sealCursor(await keyOf(context), randomBytes(CURSOR_IV_BYTES), cursor);
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
  return text === undefined ? undefined : openCursor(await keyOf(context), text, query);
}

function keyOf({ gateway, call }: CallContext): Promise<Buffer> {
  return gateway.secret.key("cursor", call.store);
}
