import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import { GatewayError } from "../errors/error.ts";
import type { Query } from "../query/query.ts";
import type { Value } from "../values/value.ts";

const CIPHER = "aes-256-gcm";
export const CURSOR_IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * The position after the last document of a page, for the caller to hand back. It is encrypted,
 * since a policy may order a query by fields that the caller can't see, and bound to its query.
 *
 * @param key 32 bytes
 * @param iv 12 random bytes, never used twice
 */
export function sealCursor(key: Buffer, iv: Buffer, cursor: Cursor): string {
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(fingerprint(cursor.query));
  const sealed = [cipher.update(JSON.stringify(cursor.values), "utf8"), cipher.final()];
  return Buffer.concat([iv, cipher.getAuthTag(), ...sealed]).toString("base64url");
}

/**
 * The values at which the next page starts.
 *
 * @throws GatewayError INVALID_CURSOR where the text is not a cursor of ours, or is one of another query
 */
export function openCursor(key: Buffer, text: string, query: Query): readonly Value[] {
  const bytes = Buffer.from(text, "base64url");
  try {
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, CURSOR_IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(CURSOR_IV_BYTES, CURSOR_IV_BYTES + TAG_BYTES));
    decipher.setAAD(fingerprint(query));
    const sealed = bytes.subarray(CURSOR_IV_BYTES + TAG_BYTES);
    const opened = Buffer.concat([decipher.update(sealed), decipher.final()]).toString();
    return JSON.parse(opened) as readonly Value[];
  } catch {
    throw new GatewayError(
      "INVALID_CURSOR",
      "The cursor is not one of this request's. Send it with all that the request had which it came from; only limit and select may differ. Or start without one.",
    );
  }
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
