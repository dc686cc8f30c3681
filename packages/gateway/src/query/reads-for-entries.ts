/** Index entries that Firestore bills as one read. @see https://firebase.google.com/docs/firestore/pricing */
const ENTRIES_PER_READ = 1000;

/** How many reads Firestore bills for an aggregation over so many index entries: one at least. */
export function readsForEntries(entries: number): number {
  return Math.max(1, Math.ceil(entries / ENTRIES_PER_READ));
}
