import { isDeepStrictEqual } from "node:util";
import { checkDocumentPath } from "../paths/path.ts";
import type { Aggregate, Query } from "../query/query.ts";
import { pick } from "../values/select.ts";
import type { FieldPath } from "../paths/field-path.ts";
import type { Value } from "../values/value.ts";
import { applyWrite, toMillis } from "./memory/apply-write.ts";
import { checkQuery } from "./memory/check-query.ts";
import { History } from "./memory/history.ts";
import { checkWrites } from "./memory/check-writes.ts";
import { runAggregates } from "./memory/run-aggregates.ts";
import { runQuery } from "./memory/run-query.ts";
import { transformResults } from "./memory/transform-results.ts";
import {
  StoreError,
  type CommitResult,
  type DocumentStore,
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

/** {@link DocumentStore} in memory, for tests: what Firestore means, without Firestore. */
export class MemoryStore implements DocumentStore {
  readonly #now: () => number;
  readonly #documents = new Map<string, StoredDocument>();
  readonly #history = new History();
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
    call: StoreCall & { readonly fields?: readonly FieldPath[] },
  ): ReturnType<DocumentStore["get"]> {
    begin(call);
    if (paths.length === 0) throw new StoreError("INVALID_ARGUMENT", "There is nothing to get.");
    for (const path of paths) {
      const problem = checkDocumentPath(path);
      if (problem !== undefined) throw new StoreError("INVALID_ARGUMENT", `${path}: ${problem}`);
    }
    const documents = paths.map((path) => {
      const stored = this.#documents.get(path) ?? null;
      if (stored === null || call.fields === undefined) return stored;
      return { ...stored, data: pick(stored.data, call.fields) };
    });
    return { documents, readTime: this.#readTime() };
  }

  async query(query: Query, call: StoreCall & QueryOptions): ReturnType<DocumentStore["query"]> {
    begin(call);
    checkQuery(query);
    const { readTime } = call;
    if (readTime === undefined) {
      return { documents: runQuery(this.#documents.values(), query), readTime: this.#readTime() };
    }
    return { documents: runQuery(this.#history.at(readTime), query), readTime };
  }

  async aggregate(
    query: Query,
    aggregates: Readonly<Record<string, Aggregate>>,
    call: StoreCall,
  ): ReturnType<DocumentStore["aggregate"]> {
    begin(call);
    checkQuery(query);
    const values = runAggregates(this.#documents.values(), query, aggregates);
    return { values, readTime: this.#readTime() };
  }

  async commit(writes: readonly Write[], call: StoreCall): Promise<CommitResult> {
    begin(call);
    checkWrites(writes, "commit");
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
    for (const [path, document] of left) left.set(path, this.#unlessUnchanged(path, document));
    for (const [path, document] of left) this.#put(path, document, commitTime);
    const writeResults = writes.map((write, index) =>
      resultOf(write, left.get(write.path), transformed[index]),
    );
    return { commitTime, writeResults };
  }

  async batchWrite(
    writes: readonly Write[],
    call: StoreCall,
  ): Promise<readonly (WriteResult | WriteFailure)[]> {
    begin(call);
    checkWrites(writes, "batchWrite");
    return writes.map((write) => {
      const { path } = write;
      try {
        const stored = this.#documents.get(path);
        const time = this.#nextTime();
        const document = applyWrite(write, stored, time);
        this.#put(path, document, time);
        return resultOf(write, document, transformResultsOf(write, stored, time));
      } catch (error) {
        if (error instanceof StoreError) return { error };
        throw error;
      }
    });
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
