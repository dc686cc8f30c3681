import type { Counts } from "./counts.ts";

/** From so many reads on a shape of queries is worth a word. */
const MIN_READS = 100;
/** Reads for each document that a query returns, above which most of them are in vain. */
const MAX_READS_PER_RETURNED = 4;

/** What to do about a shape of queries, in one sentence; undefined where nothing is known. */
export function queryAdvice(row: Counts): string | undefined {
  const { reads = 0, found = 0, returned = 0, calls = 0, cached = 0 } = row;
  if (reads < MIN_READS) return undefined;
  if (found === 0) {
    return `${String(reads)} reads found nothing: ask less often, or for something that is there.`;
  }
  // An aggregate returns no documents.
  const ratio = returned === 0 ? 0 : reads / returned;
  if (ratio > MAX_READS_PER_RETURNED) {
    return `${ratio.toFixed(1)} reads for each document returned: the policy or an offset leaves most of them out; filter by what the policy asks.`;
  }
  if (calls >= MIN_READS && cached === 0) {
    return `${String(calls)} queries and none from memory: where its answers may be some seconds old, a cache in the definition saves reads.`;
  }
  return undefined;
}
