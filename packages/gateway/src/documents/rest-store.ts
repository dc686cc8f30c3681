import { padTimestamp } from "../values/timestamp.ts";
import type { Aggregate, Query } from "../query/query.ts";
import type { Fields, Value } from "../values/value.ts";
import { isInCollection } from "../query/is-in-collection.ts";
import { EmulatorStore } from "./emulator-store.ts";
import { BatchGet } from "./rest/batch-get.ts";
import { decodeValue, type Root } from "./codec.ts";
import { compileAggregate, compileQuery } from "./rest/compile-query.ts";
import { compileWrite } from "./rest/compile-write.ts";
import {
  applicationDefaultCredentials,
  EMULATOR_OWNER,
  type FirestoreCredentials,
} from "./rest/firestore-credentials.ts";
import { MisplacedDocumentError } from "./rest/misplaced-document-error.ts";
import { RestClient } from "./rest/rest-client.ts";
import { selectorOf, toRead, toRest } from "./rest/rest-call.ts";
import { RestTransactions } from "./rest/rest-transactions.ts";
import type {
  JsonAggregationElement,
  JsonBatchWriteAnswer,
  JsonCommitAnswer,
  JsonDocument,
  JsonQueryElement,
  JsonWriteResult,
} from "./rest/rest-json.ts";
import { statusError, statusName } from "./rest/status.ts";
import {
  StoreError,
  type CommitResult,
  type Consistency,
  type DocumentStore,
  type GetOptions,
  type QueryOptions,
  type StoreCall,
  type StoredDocument,
  type Transactions,
  type Write,
  type WriteFailure,
  type WriteResult,
} from "./store.ts";
import { isOwn } from "./is-own.ts";
import { decodeDocument, requireReadable } from "./rest/stored-document.ts";
import { understood } from "./rest/understood.ts";

/** {@link DocumentStore} over Firestore's REST API. */
export class RestStore implements DocumentStore {
  readonly #client: Pick<RestClient, "read" | "write">;
  readonly #root: Root;
  readonly #batchGet: BatchGet;
  readonly transactions: Transactions;

  constructor(client: Pick<RestClient, "read" | "write">, root: Root) {
    this.#client = client;
    this.#root = root;
    this.#batchGet = new BatchGet(client, root);
    this.transactions = new RestTransactions(client);
  }

  get(paths: readonly string[], call: StoreCall & GetOptions) {
    return this.#batchGet.get(paths, call);
  }

  async query(query: Query, call: StoreCall & QueryOptions) {
    const { parent, structuredQuery } = compileQuery(query, this.#root);
    const body = {
      structuredQuery,
      ...(call.explain && { explainOptions: { analyze: true } }),
      ...selectorOf(call),
    };
    const answer = await this.#client.read({ target: `${parent}:runQuery`, body }, toRead(call));
    return understood(() => this.#readPage(query, answer as readonly JsonQueryElement[]));
  }

  #readPage(query: Query, answer: readonly JsonQueryElement[]) {
    const documents: StoredDocument[] = [];
    let readTime = "";
    let explain: Fields | undefined;
    for (const element of answer) {
      if (element.document) documents.push(this.#documentOf(query, element.document));
      readTime = element.readTime ?? readTime;
      // Plain JSON, which is a value as it is.
      explain = (element.explainMetrics as Fields | undefined) ?? explain;
    }
    if (isOwn(query.collection)) documents.forEach(requireReadable);
    return { documents, readTime: padTimestamp(readTime), ...(explain && { explain }) };
  }

  async aggregate(
    query: Query,
    aggregates: Readonly<Record<string, Aggregate>>,
    call: StoreCall & QueryOptions,
  ) {
    const { parent, structuredQuery } = compileQuery(query, this.#root);
    // Firestore takes names of its own kind only, so those of the caller stay here.
    const names = Object.keys(aggregates);
    const aggregations = Object.values(aggregates).map((aggregate, index) =>
      compileAggregate(aggregate, `a${String(index)}`),
    );
    const target = `${parent}:runAggregationQuery`;
    const body = {
      structuredAggregationQuery: { structuredQuery, aggregations },
      ...(call.explain && { explainOptions: { analyze: true } }),
      ...selectorOf(call),
    };
    const answer = await this.#client.read({ target, body }, toRead(call));
    return understood(() => {
      const elements = answer as readonly JsonAggregationElement[];
      const results = elements.find(({ result }) => result)?.result?.aggregateFields ?? {};
      const readTime = elements.find((element) => element.readTime)?.readTime ?? "";
      const explain = elements.find(({ explainMetrics }) => explainMetrics)?.explainMetrics;
      const entries = names.map((name, index): [string, Value] => {
        const json = results[`a${String(index)}`] ?? { nullValue: null };
        return [name, decodeValue(json, this.#root)];
      });
      return {
        values: Object.fromEntries(entries),
        readTime: padTimestamp(readTime),
        // Plain JSON, which is a value as it is.
        ...(explain !== undefined && { explain: explain as Fields }),
      };
    });
  }

  async commit(
    writes: readonly Write[],
    call: StoreCall & Pick<Consistency, "transaction">,
  ): Promise<CommitResult> {
    const answer = await this.#write(":commit", writes, call);
    return understood(() => {
      // The commit of a transaction that wrote nothing has no time.
      const { writeResults = [], commitTime = "" } = answer as JsonCommitAnswer;
      return {
        commitTime: padTimestamp(commitTime),
        writeResults: writes.map((write, index) =>
          toWriteResult(write, writeResults[index], this.#root),
        ),
      };
    }, TAKEN);
  }

  async batchWrite(
    writes: readonly Write[],
    call: StoreCall,
  ): Promise<readonly (WriteResult | WriteFailure)[]> {
    const answer = await this.#write(":batchWrite", writes, call);
    return understood(() => {
      const { writeResults = [], status = [] } = answer as JsonBatchWriteAnswer;
      return writes.map((write, index) => {
        const { code = 0, message } = status[index] ?? {};
        if (code === 0) return toWriteResult(write, writeResults[index], this.#root);
        const error = statusError(
          { name: statusName(code), message, http: 200 },
          { isWrite: true },
        );
        return { error };
      });
    }, TAKEN);
  }

  /**
   * @throws MisplacedDocumentError where the document lies elsewhere: the parent in the URL was
   * misread
   */
  #documentOf(query: Query, json: JsonDocument): StoredDocument {
    const isBelowRoot = json.name.startsWith(this.#root);
    if (!isBelowRoot || !isInCollection(json.name.slice(this.#root.length), query)) {
      throw new MisplacedDocumentError();
    }
    return decodeDocument(json, this.#root);
  }

  async #write(
    target: string,
    writes: readonly Write[],
    call: StoreCall & Pick<Consistency, "transaction">,
  ): Promise<unknown> {
    const { transaction } = call;
    if (writes.length === 0 && transaction === undefined) {
      throw new StoreError("INVALID_ARGUMENT", "There is nothing to write.");
    }
    const body = {
      writes: writes.map((write) => compileWrite(write, this.#root)),
      ...(transaction !== undefined && { transaction }),
    };
    return this.#client.write({ target, body }, toRest(call));
  }
}

export interface RestStoreOptions {
  readonly projectId: string;
  /** `(default)` is the name of a project's first database. */
  readonly databaseId: string;
  /** Host and port of the emulator; undefined for Firestore itself. */
  readonly emulatorHost: string | undefined;
  /** As whom Firestore itself is asked. @default whoever runs this process */
  readonly credentials?: FirestoreCredentials;
}

/** Most requests under way at once. Callers beyond it wait. */
const CONNECTIONS = 128;
/** What Cloud Run lets an instance answer. @see https://cloud.google.com/run/quotas */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/**
 * Half the bytes of an answer, which Google's APIs otherwise lay out for readers; the emulator does
 * it whatever it is asked.
 *
 * @see https://cloud.google.com/apis/docs/system-parameters
 */
const COMPACT = "?$prettyPrint=false";

/** The store of a database, as the gateway uses it. Connects when it is first used. */
export function createRestStore(options: RestStoreOptions): DocumentStore {
  const { projectId, databaseId, emulatorHost } = options;
  const monotonic = () => performance.now();
  const root = `projects/${projectId}/databases/${databaseId}/documents`;
  const client = new RestClient({
    root,
    parameters: emulatorHost === undefined ? COMPACT : "",
    origin:
      emulatorHost === undefined ? "https://firestore.googleapis.com" : `http://${emulatorHost}`,
    credentials:
      emulatorHost === undefined
        ? (options.credentials ?? applicationDefaultCredentials(monotonic))
        : EMULATOR_OWNER,
    random: Math.random,
    monotonic,
    connections: CONNECTIONS,
    maxAnswerBytes: MAX_ANSWER_BYTES,
  });
  const store = new RestStore(client, `${root}/`);
  return emulatorHost === undefined ? store : new EmulatorStore(store);
}

/** Marks the error for a write that Firestore answered in a form that can't be read. */
const TAKEN = { outcomeUnknown: true } as const;

/** Firestore tells the version of a verified document too, but it has not written it. */
function toWriteResult(
  write: Write,
  { updateTime, transformResults }: JsonWriteResult = {},
  root: Root,
): WriteResult {
  if (write.kind !== "update") return {};
  const results = write.transforms?.length && (transformResults ?? []);
  return {
    ...(updateTime !== undefined && { updateTime: padTimestamp(updateTime) }),
    ...(results && { transformResults: results.map((json) => decodeValue(json, root)) }),
  };
}
