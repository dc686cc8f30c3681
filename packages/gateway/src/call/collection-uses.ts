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
}

/** What is done to which collection, by its declared pattern: no part of it is data. */
export interface UsedCollection {
  readonly collection: string;
  readonly operation: UseOperation;
  /** Of a query: what it compares and orders by. */
  readonly shape?: string | undefined;
  /** The indexes that serve the query, where it is known which do. */
  readonly index?: string | undefined;
}

/** What one call did with one collection. */
export type RecordedUse = UsedCollection & UseCounts;

/** The name of documents in collections that no definition is for, which policies may look up. */
export const UNDECLARED = "(undeclared)";

type Counting = UsedCollection & { -readonly [Name in keyof UseCounts]: UseCounts[Name] };

/** What a call did with each collection that it touched. */
export class CollectionUses {
  #last: Counting | undefined;
  readonly #all: Counting[] = [];

  /** What was counted, in the order in which each was touched first. */
  get all(): readonly RecordedUse[] {
    return this.#all;
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
  }

  #find(used: UsedCollection): Counting {
    if (this.#last !== undefined && isSame(this.#last, used)) return this.#last;
    let found = this.#all.find((one) => isSame(one, used));
    if (found === undefined) {
      found = { ...used, reads: 0, found: 0, missing: 0, cached: 0, returned: 0, written: 0 };
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
    one.shape === other.shape
  );
}
