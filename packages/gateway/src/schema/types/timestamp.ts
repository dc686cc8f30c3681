import type * as z from "zod";
import { normalizeTimestamp } from "../../values/timestamp.ts";
import type { TimestampValue } from "../../values/value.ts";
import { firestoreType, under, type Reading } from "./firestore-type.ts";

/**
 * A time, to the microsecond. Callers may send it as an RFC 3339 text, without the tag; it is
 * stored as a timestamp.
 */
export function timestamp(): z.ZodType<TimestampValue, TimestampValue | string> {
  return firestoreType((sent): Reading => {
    if (typeof sent === "string") return readText(sent);
    const isTime = under("$timestamp", sent) !== undefined;
    return isTime ? { value: sent } : { mustBe: 'a time: {"$timestamp": ...} or its text alone' };
  });
}

function readText(text: string): Reading {
  const $timestamp = normalizeTimestamp(text);
  return $timestamp === undefined
    ? { problem: 'must be an RFC 3339 time with its zone, such as "2026-11-22T10:00:00Z"' }
    : { value: { $timestamp } };
}
