import { bitsOf } from "./bloom-filter.ts";
import type { BloomFilterBits } from "./listen-response.ts";

/** The filter that Firestore might send of these names: about one in a hundred others seems to be among them. */
export function bloomFilterOf(names: readonly string[]): BloomFilterBits {
  const filter = {
    bitmap: new Uint8Array(Math.ceil((names.length * 10) / 8)),
    padding: 0,
    hashCount: 7,
  };
  for (const bit of names.flatMap((name) => bitsOf(filter, name))) {
    filter.bitmap[bit >> 3] = (filter.bitmap[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  return filter;
}
