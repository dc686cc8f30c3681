import type { DescribedQuery } from "../indexes/described-query.ts";

/** What was done with documents of a collection; `lookup`: a policy read them to decide. */
export type UseOperation =
  "get" | "list" | "aggregate" | "lookup" | "create" | "set" | "update" | "delete" | "verify";

/** Numbers of documents. */
export interface UseCounts {
  /** That Firestore read, and bills at least: one for a query that finds nothing. */
  readonly reads: number;
  /** That there were; of aggregates, those that they are over. */
  readonly found: number;
  /** That were asked for by their ids, and not there. */
  readonly missing: number;
  /** Of all these, those that came from memory. */
  readonly cached: number;
  /** That the caller was answered. */
  readonly returned: number;
  /** That were written or deleted. */
  readonly written: number;
  /** Of `reads`, those that a cache of 10 s would have saved: the same was read just before. */
  readonly repeated: number;
  /** Of `missing`, those of which the same was told just before. */
  readonly missingAgain: number;
  /** That Firestore looked at, or their index entries, for queries that it explained. */
  readonly scanned: number;
  /** That those queries returned. */
  readonly explained: number;
}

/** What is done to which collection, by its declared pattern: no part of it is data. */
export interface UsedCollection {
  readonly collection: string;
  readonly operation: UseOperation;
  /** Of a query. */
  readonly described?: DescribedQuery | undefined;
}

/** What one call did with one collection. */
export type RecordedUse = UsedCollection & UseCounts;

/** The name of documents in collections that no definition is for, which policies may look up. */
export const UNDECLARED = "(undeclared)";

/** A document that was written, in the collection that is declared for it. */
export interface WrittenDocument {
  readonly collection: string;
  readonly path: string;
}

/** Nothing yet. */
export const NO_COUNTS: UseCounts = {
  reads: 0,
  found: 0,
  missing: 0,
  cached: 0,
  returned: 0,
  written: 0,
  repeated: 0,
  missingAgain: 0,
  scanned: 0,
  explained: 0,
};

type Counting = UsedCollection & { -readonly [Name in keyof UseCounts]: UseCounts[Name] };

/** What a call did with each collection that it touched. */
export class CollectionUses {
  #last: Counting | undefined;
  readonly #all: Counting[] = [];
  readonly #written = new Map<string, WrittenDocument>();

  /** What was counted, in the order in which each was touched first. */
  get all(): readonly RecordedUse[] {
    return this.#all;
  }

  /** The documents that were written, each once. */
  get written(): readonly WrittenDocument[] {
    return [...this.#written.values()];
  }

  /** Adds to what was counted of this operation on this collection. */
  add(used: UsedCollection, counts: Partial<UseCounts>): void {
    const counting = this.#find(used);
    counting.reads += counts.reads ?? 0;
    counting.found += counts.found ?? 0;
    counting.missing += counts.missing ?? 0;
    counting.cached += counts.cached ?? 0;
    counting.returned += counts.returned ?? 0;
    counting.written += counts.written ?? 0;
    counting.repeated += counts.repeated ?? 0;
    counting.missingAgain += counts.missingAgain ?? 0;
    counting.scanned += counts.scanned ?? 0;
    counting.explained += counts.explained ?? 0;
  }

  /** Adds a document that was written. */
  addWritten(document: WrittenDocument, operation: UseOperation): void {
    this.add({ collection: document.collection, operation }, { written: 1 });
    this.#written.set(document.path, document);
  }

  #find(used: UsedCollection): Counting {
    if (this.#last !== undefined && isSame(this.#last, used)) return this.#last;
    let found = this.#all.find((one) => isSame(one, used));
    if (found === undefined) {
      found = { ...used, ...NO_COUNTS };
      this.#all.push(found);
    }
    this.#last = found;
    return found;
  }
}

function isSame(one: UsedCollection, other: UsedCollection): boolean {
  return (
    one.collection === other.collection &&
    one.operation === other.operation &&
    one.described?.shape === other.described?.shape
  );
}
