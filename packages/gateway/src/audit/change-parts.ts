import { deflateRawSync, inflateRawSync } from "node:zlib";
import { utf8Length } from "../text/utf8.ts";

/** Most of a change that stands in its entry as text, in bytes: a document holds 1 MiB. */
const MAX_TEXT_BYTES = 500_000;
/** Most bytes of a larger one in each document of its own. */
const PART_BYTES = 900_000;
/** Most that is unpacked: far above what a document of 1 MiB takes as text. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

/** A change as it is stored: as text in its entry, or packed in documents of its own. */
export type StoredText = { readonly text: string } | { readonly parts: readonly Buffer[] };

export function toStoredText(text: string): StoredText {
  if (utf8Length(text) <= MAX_TEXT_BYTES) return { text };
  const packed = deflateRawSync(text);
  const count = Math.ceil(packed.length / PART_BYTES);
  return {
    parts: Array.from({ length: count }, (_, index) =>
      packed.subarray(index * PART_BYTES, (index + 1) * PART_BYTES),
    ),
  };
}

/** @throws Error for parts that are not all there, or another's */
export function fromStoredText(stored: StoredText): string {
  if ("text" in stored) return stored.text;
  const packed = Buffer.concat(stored.parts);
  return inflateRawSync(packed, { maxOutputLength: MAX_UNPACKED_BYTES }).toString("utf8");
}
