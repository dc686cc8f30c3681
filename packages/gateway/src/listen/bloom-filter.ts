import { createHash } from "node:crypto";
import type { BloomFilterBits } from "./listen-response.ts";

/**
 * Whether a text may be among those that a Bloom filter was made of: the bits that belong to it are
 * all set. Firestore's filters take them from the two halves of the text's MD5.
 */
export function mayContain(filter: BloomFilterBits, text: string): boolean {
  return bitsOf(filter, text).every((bit) => isSet(filter.bitmap, bit));
}

/** Whether it is one that can say anything: an empty one holds nothing, whatever there is. */
export function isUsable({ bitmap, padding, hashCount }: BloomFilterBits): boolean {
  return bitmap.length > 0 && padding >= 0 && padding < 8 && hashCount > 0;
}

/** The bits that belong to a text. */
export function bitsOf(
  { bitmap, padding, hashCount }: BloomFilterBits,
  text: string,
): readonly number[] {
  const hash = createHash("md5").update(text, "utf8").digest();
  const [first, second] = [hash.readBigUInt64LE(0), hash.readBigUInt64LE(8)];
  const size = BigInt(bitmap.length * 8 - padding);
  return Array.from({ length: hashCount }, (_, index) =>
    Number(BigInt.asUintN(64, first + BigInt(index) * second) % size),
  );
}

function isSet(bitmap: Uint8Array, bit: number): boolean {
  return ((bitmap[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
}
