import type { Aggregate, Query } from "../query/query.ts";
import type { FieldPath } from "../paths/field-path.ts";
import type { DocumentStore, QueryOptions, StoreCall, StoredDocument } from "../documents/store.ts";
import { Answers, type CacheUse, type Found, type Wanted } from "./answers.ts";
import {
  aggregateKey,
  documentKey,
  documentPath,
  queryKey,
  type AggregateAnswer,
  type QueryAnswer,
} from "./key.ts";
import type { LoadAnswers } from "./shared-read.ts";
import type { OwnWrites } from "./own-writes.ts";
import { RepeatedReads } from "./repeated-reads.ts";
import { CachePartitions } from "./cache-partitions.ts";

/** A document that is asked for. Without `use` it is read, and not kept. */
export interface WantedDocument {
  readonly path: string;
  readonly use?: CacheUse | undefined;
}

export interface Aggregation {
  readonly query: Query;
  readonly aggregates: Readonly<Record<string, Aggregate>>;
}

/** What reading takes, for one who may be allowed memory alone. */
export interface ReadCall extends StoreCall {
  /** Thrown where something would have to be read. */
  readonly insteadOfReading?: Error | undefined;
  /** Whether an answer of some seconds' age would do, were it kept: then it is told what is repeated. */
  readonly mayBeOld?: boolean;
}

/**
 * The reads of a document store, from memory where that is allowed. It knows nothing of callers:
 * what is kept is what Firestore answered, and policies are applied to it for each caller.
 *
 * What its own instance has written is never answered older. Who has to see a write of another
 * instance says so with `notBefore`.
 */
export class CachedReads {
  readonly #store: Pick<DocumentStore, "get" | "query" | "aggregate">;
  readonly #ownWrites: OwnWrites;
  readonly #documents: Answers<StoredDocument | null>;
  readonly #results: Answers<QueryAnswer>;
  readonly #aggregates: Answers<AggregateAnswer>;
  readonly #repeated: RepeatedReads;

  /** @param monotonic milliseconds on a clock that never goes back */
  constructor(
    store: Pick<DocumentStore, "get" | "query" | "aggregate">,
    { ownWrites, monotonic }: { readonly ownWrites: OwnWrites; readonly monotonic: () => number },
  ) {
    const partitions = new CachePartitions();
    this.#store = store;
    this.#ownWrites = ownWrites;
    this.#documents = new Answers(partitions, monotonic);
    this.#results = new Answers(partitions, monotonic);
    this.#aggregates = new Answers(partitions, monotonic);
    this.#repeated = new RepeatedReads(monotonic);
  }

  /**
   * Documents in the order asked, null where there is none: one read for all that have to be
   * read. Where memory is asked, documents are read whole, whatever `fields` says: to Firestore
   * the price is the same, and one entry serves every mask.
   *
   * @throws StoreError
   */
  async get(
    wanted: readonly WantedDocument[],
    call: ReadCall & { readonly fields?: readonly FieldPath[] },
  ): Promise<readonly Found<StoredDocument | null>[]> {
    if (wanted.every(({ use }) => use === undefined)) {
      if (call.insteadOfReading) throw call.insteadOfReading;
      const { documents, readTime } = await this.#store.get(wanted.map(pathOf), call);
      return documents.map((value, index) => {
        const { path = "" } = wanted[index] ?? {};
        const repeats = this.#repeats(call, path, this.#ownWrites.ofDocument(path));
        return { value, wasRead: true, readTime, ...repeats };
      });
    }
    const load: LoadAnswers<StoredDocument | null> = async (keys, signal) => {
      const { documents, readTime } = await this.#store.get(keys.map(documentPath), {
        ...only(call.meter),
        signal,
      });
      return { values: documents, readTime };
    };
    const keys = wanted.map(({ path, use }) => ({
      key: documentKey(path),
      use: use && { ...use, writtenAtMs: this.#ownWrites.ofDocument(path) },
    }));
    const { signal, insteadOfReading } = call;
    return this.#documents.find(keys, { load, signal, insteadOfReading });
  }

  /**
   * The documents of a query. To be explained, and as of an earlier time, it is always read.
   *
   * @throws StoreError
   */
  async query(
    query: Query,
    use: CacheUse | undefined,
    call: ReadCall & QueryOptions,
  ): Promise<Found<QueryAnswer>> {
    const read = async (own: StoreCall) => {
      const { readTime, ...value } = await this.#store.query(query, own);
      return { value, readTime };
    };
    if (use === undefined || call.explain === true || call.readTime !== undefined) {
      if (call.insteadOfReading) throw call.insteadOfReading;
      const found = { ...(await read(call)), wasRead: true };
      const isKnown = call.mayBeOld === true && call.readTime === undefined;
      if (!isKnown || use !== undefined) return found;
      return { ...found, ...this.#repeats(call, queryKey(query), this.#ownWrites.ofQuery(query)) };
    }
    const fresh = { ...use, writtenAtMs: this.#ownWrites.ofQuery(query) };
    return findOne(this.#results, { key: queryKey(query), use: fresh }, { read, call });
  }

  /** Aggregates over the documents of a query. @throws StoreError */
  async aggregate(
    { query, aggregates }: Aggregation,
    use: CacheUse | undefined,
    call: ReadCall & { readonly explain?: boolean },
  ): Promise<Found<AggregateAnswer>> {
    const read = async (own: StoreCall) => {
      const explained = { ...own, ...(call.explain && { explain: true }) };
      const { readTime, ...value } = await this.#store.aggregate(query, aggregates, explained);
      return { value, readTime };
    };
    if (use === undefined) {
      if (call.insteadOfReading) throw call.insteadOfReading;
      const found = { ...(await read(call)), wasRead: true };
      if (call.mayBeOld !== true) return found;
      const key = aggregateKey(query, aggregates);
      return { ...found, ...this.#repeats(call, key, this.#ownWrites.ofQuery(query)) };
    }
    const fresh = { ...use, writtenAtMs: this.#ownWrites.ofQuery(query) };
    const wanted = { key: aggregateKey(query, aggregates), use: fresh };
    return findOne(this.#aggregates, wanted, { read, call });
  }

  #repeats({ mayBeOld }: ReadCall, key: string, writtenAtMs: number): { isRepeated?: true } {
    if (mayBeOld !== true || !this.#repeated.isRepeated(key, writtenAtMs)) return {};
    return { isRepeated: true };
  }
}

async function findOne<T>(
  answers: Answers<T>,
  wanted: Wanted<T>,
  { read, call }: { read: (own: StoreCall) => Promise<OneRead<T>>; call: ReadCall },
): Promise<Found<T>> {
  const load: LoadAnswers<T> = async (_key, signal) => {
    const { value, readTime } = await read({ ...only(call.meter), signal });
    return { values: [value], readTime };
  };
  const { signal: own, insteadOfReading } = call;
  const [found] = await answers.find([wanted], { load, signal: own, insteadOfReading });
  return found as Found<T>;
}

interface OneRead<T> {
  readonly value: T;
  readonly readTime: string;
}

/** The round trips of a shared read are counted for the reader that began it. */
function only(meter: StoreCall["meter"]): Pick<StoreCall, "meter"> {
  return meter === undefined ? {} : { meter };
}

function pathOf({ path }: WantedDocument): string {
  return path;
}
