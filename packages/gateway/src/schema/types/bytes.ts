import type * as z from "zod";
import { byteLength } from "../../text/base64.ts";
import type { BytesValue } from "../../values/value.ts";
import { firestoreType, under, type Reading } from "./firestore-type.ts";

export interface BytesOptions {
  /** @default as many as a document holds */
  readonly maxBytes?: number;
}

/** A field of bytes, as standard base64 in `$bytes`. */
export function bytes({ maxBytes = Infinity }: BytesOptions = {}): z.ZodType<
  BytesValue,
  BytesValue
> {
  return firestoreType((sent): Reading => {
    const base64 = under("$bytes", sent);
    if (typeof base64 !== "string") return { mustBe: 'bytes: {"$bytes": base64}' };
    return byteLength(base64) <= maxBytes
      ? { value: sent }
      : { problem: `must be at most ${String(maxBytes)} bytes` };
  });
}
