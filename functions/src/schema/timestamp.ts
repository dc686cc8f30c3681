import type { z } from "zod";
import type { Timestamp } from "../contract/value.ts";
import { firestoreType, readUnder, under } from "./firestore-type.ts";

const MUST_BE =
  'a time: {"$timestamp": ...} or an RFC 3339 text with its zone, such as "2026-11-22T10:00:00Z"';

/**
 * A time, to the microsecond. Callers may send it as an RFC 3339 text, without the tag; it is
 * stored as a timestamp.
 */
export function timestamp(): z.ZodType<Timestamp, Timestamp | string> {
  return firestoreType((sent) =>
    readUnder("$timestamp", typeof sent === "string" ? sent : under("$timestamp", sent), MUST_BE),
  );
}
