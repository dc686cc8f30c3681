import { isDeepStrictEqual } from "node:util";
import { checkDocumentPath } from "../paths/path.ts";
import type { Aggregate, Query } from "../query/query.ts";
import { pick } from "../values/select.ts";
import type { Value } from "../values/value.ts";
import { applyWrite, checkSize } from "./memory/apply-write.ts";
import { toMillis } from "../values/timestamp.ts";
import { checkQuery } from "./memory/check-query.ts";
import { History } from "./memory/history.ts";
import { MemoryTransactions } from "./memory/memory-transactions.ts";
import { checkWrites } from "./memory/check-writes.ts";
import { runAggregates } from "./memory/run-aggregates.ts";
import { runQuery } from "./memory/run-query.ts";
import { transformResults } from "./memory/transform-results.ts";
import {
  StoreError,
  type CommitResult,
  type Consistency,
  type DocumentStore,
  type GetOptions,
  type QueryOptions,
  type StoreCall,
  type StoredDocument,
  type Write,
  type WriteFailure,
  type WriteResult,
} from "./store.ts";

export interface MemoryStoreOptions {
  /** Milliseconds since 1970. May stand still or go back: the store's own time does not. */
  readonly now: () => number;
}

/** How far back reads may go, in milliseconds, as Firestore has it. */
const MAX_PAST_MS = 60 * 60 * 1000;

/** {@link DocumentStore} in memory, for tests: what Firestore means, without Firestore. */
export class MemoryStore implements DocumentStore {
  readonly #now: () => number;
  readonly #documents = new Map<string, StoredDocument>();
  readonly #history = new History();
  readonly transactions = new MemoryTransactions(begin);
  /** Are told after each write. */
  readonly onWrite = new Set<() => void>();
  /** The time of the last read or write, in microseconds since 1970. */
  #lastMicros = 0;

  constructor({ now }: MemoryStoreOptions) {
    this.#now = now;
  }

  /** All that are stored, whoever's they are, in no order. */
  get documents(): Iterable<StoredDocument> {
    return this.#documents.values();
  }

  async get(
    paths: readonly string[],
    call: StoreCall & GetOptions,
  ): ReturnType<DocumentStore["get"]> {
    begin(call);
    if (paths.length === 0) throw new StoreError("INVALID_ARGUMENT", "There is nothing to get.");
    for (const path of paths) {
      const problem = checkDocumentPath(path);
      if (problem !== undefined) throw new StoreError("INVALID_ARGUMENT", `${path}: ${problem}`);
    }
    const { found, readTime } = this.#read(call, (documents) =>
      paths.map((path) => {
        const stored = documents.get(path) ?? null;
        if (stored === null || call.fields === undefined) return stored;
        return { ...stored, data: pick(stored.data, call.fields) };
      }),
    );
    return { documents: found, readTime };
  }

  async query(query: Query, call: StoreCall & QueryOptions): ReturnType<DocumentStore["query"]> {
    begin(call);
    checkQuery(query);
    const { found, readTime } = this.#read(call, (documents) =>
      runQuery(documents.values(), query),
    );
    return { documents: found, readTime };
  }

  async aggregate(
    query: Query,
    aggregates: Readonly<Record<string, Aggregate>>,
    call: StoreCall & QueryOptions,
  ): ReturnType<DocumentStore["aggregate"]> {
    begin(call);
    checkQuery(query);
    const { found, readTime } = this.#read(call, (documents) =>
      runAggregates(documents.values(), query, aggregates),
    );
    return { values: found, readTime };
  }

  async commit(
    writes: readonly Write[],
    call: StoreCall & Pick<Consistency, "transaction">,
  ): Promise<CommitResult> {
    begin(call);
    if (writes.length > 0 || call.transaction === undefined) checkWrites(writes, "commit");
    if (call.transaction !== undefined) this.transactions.end(call.transaction, writes);
    const commitTime = this.#nextTime();
    const left = new Map<string, StoredDocument | undefined>();
    const transformed = writes.map((write) => {
      const { path } = write;
      const isFirst = !left.has(path);
      const stored = isFirst ? this.#documents.get(path) : left.get(path);
      // What later writes of a document require is as the ones before leave it (checkWrites).
      const applied = isFirst ? write : withoutPrecondition(write);
      left.set(path, applyWrite(applied, stored, commitTime));
      return transformResultsOf(write, stored, commitTime);
    });
    // What a document is between its writes may be larger than what is stored.
    for (const document of left.values()) checkSize(document);
    for (const [path, document] of left) left.set(path, this.#unlessUnchanged(path, document));
    for (const [path, document] of left) this.#put(path, document, commitTime);
    const writeResults = writes.map((write, index) =>
      resultOf(write, left.get(write.path), transformed[index]),
    );
    for (const tell of this.onWrite) tell();
    return { commitTime, writeResults };
  }

  async batchWrite(
    writes: readonly Write[],
    call: StoreCall,
  ): Promise<readonly (WriteResult | WriteFailure)[]> {
    begin(call);
    checkWrites(writes, "batchWrite");
    const results = writes.map((write) => {
      const { path } = write;
      try {
        const stored = this.#documents.get(path);
        const time = this.#nextTime();
        const document = applyWrite(write, stored, time);
        checkSize(document);
        this.#put(path, document, time);
        return resultOf(write, document, transformResultsOf(write, stored, time));
      } catch (error) {
        if (error instanceof StoreError) return { error };
        throw error;
      }
    });
    for (const tell of this.onWrite) tell();
    return results;
  }

  /** What is found among the documents of that state, and its time. */
  #read<T>(
    { transaction: id, readTime: asked }: Consistency,
    find: (documents: ReadonlyMap<string, StoredDocument>) => T,
  ): { readonly found: T; readonly readTime: string } {
    const transaction = id === undefined ? undefined : this.transactions.find(id);
    if (transaction === undefined && asked === undefined) {
      return { found: find(this.#documents), readTime: this.#readTime() };
    }
    const readTime = transaction ? (transaction.readTime ??= this.#readTime()) : (asked as string);
    this.#checkKept(readTime);
    const found = find(new Map(this.#history.at(readTime).map((one) => [one.path, one])));
    if (transaction?.readOnly === false) {
      transaction.unchanged.push(() => isDeepStrictEqual(find(this.#documents), found));
    }
    return { found, readTime };
  }

  /** @throws StoreError where Firestore would not know any more, or not yet, what was stored then */
  #checkKept(readTime: string): void {
    const now = this.#readTime();
    if (readTime > now) throw new StoreError("INVALID_ARGUMENT", "A read_time in the future.");
    if (Date.parse(now) - Date.parse(readTime) > MAX_PAST_MS) {
      throw new StoreError("FAILED_PRECONDITION", "The read_time is too old.");
    }
  }

  /** The stored document, with its version, where several writes left it as it was. */
  #unlessUnchanged(path: string, left: StoredDocument | undefined): StoredDocument | undefined {
    const stored = this.#documents.get(path);
    const isSame = stored !== undefined && left?.createTime === stored.createTime;
    return isSame && isDeepStrictEqual(left.data, stored.data) ? stored : left;
  }

  #put(path: string, document: StoredDocument | undefined, time: string): void {
    this.#history.add(path, document, time);
    if (document === undefined) this.#documents.delete(path);
    else this.#documents.set(path, document);
  }

  /** The time of a read: after all earlier writes and before all later ones. */
  #readTime(): string {
    this.#lastMicros = Math.max(this.#lastMicros, Math.floor(this.#now() * 1000));
    return toTimestamp(this.#lastMicros);
  }

  #nextTime(): string {
    this.#lastMicros = Math.max(this.#lastMicros + 1, Math.floor(this.#now() * 1000));
    return toTimestamp(this.#lastMicros);
  }
}

function begin({ signal, meter }: StoreCall): void {
  if (signal?.aborted === true) throw new StoreError("UNAVAILABLE", "The call has ended.");
  if (meter) meter.roundTrips += 1;
}

function withoutPrecondition(write: Write): Write {
  if (write.kind === "verify") return write;
  const { precondition: _, ...rest } = write;
  return rest;
}

function resultOf(
  { kind }: Write,
  left: StoredDocument | undefined,
  transformed: readonly Value[] = [],
): WriteResult {
  return {
    ...(kind === "update" && left !== undefined && { updateTime: left.updateTime }),
    ...(transformed.length > 0 && { transformResults: transformed }),
  };
}

function transformResultsOf(
  write: Write,
  stored: StoredDocument | undefined,
  time: string,
): readonly Value[] {
  if (write.kind !== "update" || write.transforms === undefined) return [];
  return transformResults(stored?.data ?? null, write, toMillis(time));
}

function toTimestamp(micros: number): string {
  const millis = new Date(Math.floor(micros / 1000)).toISOString().slice(0, -1);
  return `${millis}${String(micros % 1000).padStart(3, "0")}Z`;
}
