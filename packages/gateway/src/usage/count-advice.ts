import type { Counts } from "./counts.ts";

/** What to do about something that was counted. */
export interface CountAdvice {
  readonly kind: "query" | "cache" | "missing" | "hot-document";
  /** A sentence with its figure. */
  readonly what: string;
  /** What to put into the definition; absent where it is no option of it. */
  readonly paste?: string;
}

/** From so many reads, or documents, on something is worth a word. */
const MIN_READS = 100;
/** Reads for each document that a query returns, above which most of them are in vain. */
const MAX_READS_PER_RETURNED = 4;
/** Shares of what was read and asked for that are worth a word. */
const MIN_REPEATED_SHARE = 0.1;
const MIN_MISSING_SHARE = 0.2;

/** What is read in vain by queries of a shape; undefined where nothing is, or too little is known. */
export function queryAdvice(row: Counts): CountAdvice | undefined {
  const { reads = 0, found = 0, returned = 0, scanned = 0, explained = 0 } = row;
  if (reads >= MIN_READS && found === 0) {
    return query(
      `${String(reads)} reads found nothing: ask less often, or for something that is there.`,
    );
  }
  // An aggregate returns no documents.
  const ratio = returned === 0 ? 0 : reads / returned;
  if (reads >= MIN_READS && ratio > MAX_READS_PER_RETURNED) {
    return query(
      `${ratio.toFixed(1)} reads for each document returned: an offset is read as well; go on by the cursor.`,
    );
  }
  if (scanned >= MIN_READS && scanned / Math.max(1, explained) > MAX_READS_PER_RETURNED) {
    return query(
      `When it was explained, Firestore looked at ${String(scanned)} documents or index entries to return ${String(explained)}: an index that has all fields that it compares would spare them.`,
    );
  }
  return undefined;
}

function query(what: string): CountAdvice {
  return { kind: "query", what };
}

/** The reads that a cache would have saved; undefined where there are few, or that is not known. */
export function cacheAdvice({ reads = 0, repeated = 0 }: Counts): CountAdvice | undefined {
  if (repeated < MIN_READS || repeated < MIN_REPEATED_SHARE * reads) return undefined;
  return {
    kind: "cache",
    what: `${String(repeated)} of ${String(reads)} reads were of what the same instance had read within 10 s: where an answer may be as old, a cache saves them.`,
    paste: "cache: { maxAgeMs: 10_000 }",
  };
}

/** Documents that are asked for though they are not there. */
export function missingAdvice(row: Counts): CountAdvice | undefined {
  const { found = 0, missing = 0, missingAgain = 0 } = row;
  const share = missing / (found + missing);
  if (missing < MIN_READS || share < MIN_MISSING_SHARE) return undefined;
  return {
    kind: "missing",
    what:
      `${String(missing)} documents asked for were not there, ${String(Math.round(share * 100))} % of all, ` +
      `${String(missingAgain)} of them again within 10 s: create them, or don't ask; a cache keeps what is missing, too.`,
  };
}

/** Documents of a collection that are written more often than Firestore sustains. */
export function hotDocumentAdvice({ minutes = 0, written = 0 }: Counts): CountAdvice | undefined {
  if (minutes === 0) return undefined;
  return {
    kind: "hot-document",
    what: `Single documents were written more than once a second, ${(written / minutes / 60).toFixed(1)} times on average, in ${String(minutes)} minutes: Firestore sustains one write; spread them over several documents.`,
  };
}
