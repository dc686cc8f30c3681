import { checkDocumentPath, splitDocumentPath } from "../paths/path.ts";
import { isOfAllCollections } from "../query/all-collections.ts";
import type { Aggregate, Query } from "../query/query.ts";
import type { Value } from "../values/value.ts";
import { checkQuery } from "./memory/check-query.ts";
import { runAggregates } from "./memory/run-aggregates.ts";
import { runQuery } from "./memory/run-query.ts";
import type { DocumentStore, QueryOptions, StoreCall } from "./store.ts";

/** What a URL holds as it is. */
const PLAIN_PARENT = /^[A-Za-z0-9_.~/-]*$/;
/** To a request line over 4,096 bytes the emulator answers 404; the rest of them is for what stands around the parent. */
const MAX_PARENT_BYTES = 3_900;

/**
 * The store of Firestore's emulator, whose REST API misreads parents that Firestore's takes: a
 * colon ends them, encoded or not, `%2B` and `%25` are decoded twice, and long ones are not found.
 * So only plain ones go into its URLs. A query below any other reads all that is in the collection,
 * by its collection group and a range of names, which stand in the body; the rest of it is done in
 * memory. Of Firestore itself that would take indexes of the group, and a read for each document.
 */
export class EmulatorStore implements DocumentStore {
  readonly transactions: DocumentStore["transactions"];
  readonly get: DocumentStore["get"];
  readonly commit: DocumentStore["commit"];
  readonly batchWrite: DocumentStore["batchWrite"];
  readonly #store: Pick<DocumentStore, "query" | "aggregate">;

  constructor(store: DocumentStore) {
    this.#store = store;
    this.transactions = store.transactions;
    this.get = store.get.bind(store);
    this.commit = store.commit.bind(store);
    this.batchWrite = store.batchWrite.bind(store);
  }

  async query(query: Query, call: StoreCall & QueryOptions): ReturnType<DocumentStore["query"]> {
    if (!isMisread(query)) return this.#store.query(query, call);
    checkQuery(query);
    const { documents, ...rest } = await this.#store.query(allOf(query), call);
    return { documents: runQuery(documents, query), ...rest };
  }

  async aggregate(
    query: Query,
    aggregates: Readonly<Record<string, Aggregate>>,
    call: StoreCall & QueryOptions,
  ): Promise<{ readonly values: Readonly<Record<string, Value>>; readonly readTime: string }> {
    if (!isMisread(query)) return this.#store.aggregate(query, aggregates, call);
    checkQuery(query);
    const { documents, readTime } = await this.#store.query(allOf(query), call);
    return { values: runAggregates(documents, query, aggregates), readTime };
  }
}

function isMisread(query: Query): boolean {
  const { collection, allDescendants } = query;
  if (isOfAllCollections(query)) return isMisreadParent(collection);
  if (allDescendants === true || !collection.includes("/")) return false;
  return isMisreadParent(splitDocumentPath(collection).collection);
}

function isMisreadParent(parent: string): boolean {
  return !PLAIN_PARENT.test(parent) || parent.length > MAX_PARENT_BYTES;
}

const nameIs = (op: "<" | ">", path: string) =>
  ({ field: ["__name__"], op, value: { $reference: path } }) as const;

/**
 * The query of all documents below the parent of a collection that are in collections of its id; of
 * all collections, below their document.
 */
function allOf(query: Query): Query {
  const { collection } = query;
  if (isOfAllCollections(query)) {
    const start = nameIs(">", collection);
    const end = `${collection}\u0000`;
    const where = checkDocumentPath(end) === undefined ? { and: [start, nameIs("<", end)] } : start;
    return { collection: "", allDescendants: true, where, orderBy: [] };
  }
  const { collection: parent, id } = splitDocumentPath(collection);
  const start = nameIs(">", parent);
  const end = `${parent}/${id}\u0000/x`;
  // Where that is too long for a name, what comes after the collection is read in vain.
  const where = checkDocumentPath(end) === undefined ? { and: [start, nameIs("<", end)] } : start;
  return { collection: id, allDescendants: true, where, orderBy: [] };
}
