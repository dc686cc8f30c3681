import { randomBytes } from "node:crypto";
import type { Query } from "../query/query.ts";
import type { Value } from "../values/value.ts";
import type { Gateway } from "../gateway.ts";
import type { Call } from "../call/call.ts";
import { CURSOR_IV_BYTES, openCursor, sealCursor, type Cursor } from "./cursor.ts";

interface On {
  readonly gateway: Gateway;
  readonly call: Call;
}

/** The cursor of the page that comes after a position. Once on an instance, its key is read. */
export async function cursorAfter(cursor: Cursor, on: On): Promise<string> {
  return sealCursor(await keyOf(on), randomBytes(CURSOR_IV_BYTES), cursor);
}

/**
 * The values of the position that a request's cursor is of; undefined without one.
 *
 * @throws GatewayError INVALID_CURSOR
 */
export async function positionIn(
  text: string | undefined,
  query: Query,
  on: On,
): Promise<readonly Value[] | undefined> {
  return text === undefined ? undefined : openCursor(await keyOf(on), text, query);
}

function keyOf({ gateway, call }: On): Promise<Buffer> {
  return gateway.secret.key("cursor", call.store);
}
