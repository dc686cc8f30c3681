/** What is counted; Firestore's operations are the callers' own, as calls are charged for them. */
export const COUNTS = [
  "calls",
  "reads",
  "writes",
  "deletes",
  "found",
  "missing",
  "cached",
  "returned",
  "written",
  "repeated",
  "missingAgain",
  "scanned",
  "explained",
  "minutes",
] as const;

/** Numbers by what they count; what is not there is 0. */
export type Counts = Partial<Record<(typeof COUNTS)[number], number>>;

/** Adds to what was counted. */
export function addCounts(sum: Counts, counts: Counts): void {
  for (const name of COUNTS) {
    const count = counts[name] ?? 0;
    if (count > 0) sum[name] = (sum[name] ?? 0) + count;
  }
}
