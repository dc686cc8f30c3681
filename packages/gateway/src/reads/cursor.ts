import { createHash } from "node:crypto";
import { GatewayError } from "../errors/error.ts";
import type { Query } from "../query/query.ts";
import { seal, unseal } from "../sealed.ts";
import type { Value } from "../values/value.ts";

/**
 * The position after the last document of a page, for the caller to hand back. It is encrypted,
 * since a policy may order a query by fields that the caller can't see, and bound to its query.
 *
 * @param key 32 bytes
 * @param iv 12 random bytes, never used twice
 */
export function sealCursor(key: Buffer, iv: Buffer, cursor: Cursor): string {
  const text = JSON.stringify(cursor.values);
  return seal(key, iv, { text, boundTo: fingerprint(cursor.query) }).toString("base64url");
}

/**
 * The values at which the next page starts.
 *
 * @throws GatewayError INVALID_CURSOR where the text is not a cursor of ours, or is one of another query
 */
export function openCursor(key: Buffer, text: string, query: Query): readonly Value[] {
  const opened = unseal(key, Buffer.from(text, "base64url"), fingerprint(query));
  if (opened !== undefined) return JSON.parse(opened) as readonly Value[];
  throw new GatewayError(
    "INVALID_CURSOR",
    "The cursor is not one of this request's. Send it with all that the request had which it came from; only limit and select may differ. Or start without one.",
  );
}

export interface Cursor {
  readonly query: Query;
  /** One value for each order of the query. */
  readonly values: readonly Value[];
}

/** What two pages of one query have in common: everything but the page's size and its fields. */
function fingerprint(query: Query): Buffer {
  const { collection, allDescendants, where, orderBy, startAt, endAt, offset } = query;
  const text = JSON.stringify([collection, allDescendants, where, orderBy, startAt, endAt, offset]);
  return createHash("sha256").update(text).digest();
}
