import type * as z from "zod";
import type { TimestampValue } from "../../values/value.ts";
import { mark } from "./mark.ts";
import { timestamp } from "./timestamp.ts";

/**
 * The time from which on Firestore deletes the document, usually within a day. At most one field of
 * a schema, at its top.
 */
export function ttl(): z.ZodType<TimestampValue, TimestampValue | string> {
  return mark(timestamp(), { ttl: true });
}
