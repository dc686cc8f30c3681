import type { CallableName, Request, Response } from "../../gateway/src/api/api.ts";
import { fromWire, toWire, valueFromWire } from "../../gateway/src/wire/client-codec.ts";
import type { Value } from "../../gateway/src/values/value.ts";
import type { ClientValue } from "../../gateway/src/wire/client-value.ts";
import type { CallOptions } from "./call-options.ts";
import { DatabaseError } from "./database-error.ts";
import { decodeChange } from "./decode-change.ts";
import type {
  AggregateRequest,
  BatchRequest,
  BatchResult,
  CreateRequest,
  Data,
  Page,
  QueryRequest,
  SetRequest,
  StoredDocument,
  UpdateRequest,
  Written,
} from "./documents.ts";
import { encodeQuery } from "./encode-query.ts";
import type { CallKind, Send } from "./send.ts";
import { SharedGets } from "./shared-gets.ts";
import type { LiveQueries } from "./watch/live-queries.ts";
import type { DocumentsSnapshot, DocumentSnapshot, QuerySnapshot } from "./watch/snapshots.ts";
import type { LiveWatch, WatchSettings } from "./watch/live-watch.ts";
import {
  watchDocument,
  watchDocuments,
  watchQuery,
  type WatchedDocument,
  type WatchedDocumentList,
} from "./watch/watches.ts";

type Sent = Response<"getDocument">["document"];

/**
 * The gateway's callables, each under its name; what they take and answer is in the README. `T` is
 * the type of the documents, as the collection's schema infers it. All reject with
 * {@link DatabaseError}, and with TypeError for a value that Firestore has no place for.
 */
export class Database {
  readonly #send: Send;
  readonly #gets: SharedGets | undefined;

  readonly #live: LiveQueries | undefined;

  constructor(send: Send, { shareGets = true, live }: DatabaseParts = {}) {
    this.#send = send;
    this.#live = live;
    this.#gets = shareGets ? new SharedGets(send) : undefined;
  }

  async getDocument<T = Data>(request: Request<"getDocument">, options?: CallOptions) {
    const { document, usage } = await (this.#gets === undefined
      ? this.#call("getDocument", request, { kind: "read", ...options })
      : this.#gets.get(request, options));
    return { document: decode<T>(document), usage };
  }

  /** In the order asked; null where there is none, and where it is `unreadable`. */
  async getDocuments<T = Data>(request: Request<"getDocuments">, options?: CallOptions) {
    const sent = await this.#call("getDocuments", request, { kind: "read", ...options });
    const { documents, ...answer } = sent;
    return {
      ...answer,
      documents: documents.map((one) => (one === null ? null : decode<T>(one))),
    };
  }

  async queryDocuments<T = Data>(request: QueryRequest, options?: CallOptions): Promise<Page<T>> {
    const encoded = encodeQuery(request);
    const answer = await this.#call("queryDocuments", encoded, { kind: "read", ...options });
    const { documents, explain, ...page } = answer;
    return {
      ...page,
      documents: documents.map((sent) => decode<T>(sent)),
      ...(explain && { explain: fromWire(explain) }),
    };
  }

  /**
   * All pages of a query, each read when it is asked for. `limit` is the size of a page, and
   * `deadlineMs` is for each.
   */
  async *queryPages<T = Data>(
    request: QueryRequest,
    options?: CallOptions,
  ): AsyncGenerator<Page<T>, void, undefined> {
    let cursor = request.cursor;
    do {
      const next = { ...request, ...(cursor !== undefined && { cursor }) };
      const page: Page<T> = await this.queryDocuments<T>(next, options);
      yield page;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }

  /**
   * A document as it is now, and again whenever it changes. Ends with FORBIDDEN where the caller may
   * not get it, whether it is there or not.
   *
   * @example for await (const { document } of database.watchDocument({ path: "movies/1" })) show(document);
   */
  watchDocument<T = Data>(
    request: WatchedDocument,
    settings: WatchSettings = {},
  ): LiveWatch<DocumentSnapshot<T>> {
    return watchDocument<T>(this.#watching(), request, settings);
  }

  /** Documents together, in the order asked; null where there is none that the caller may get. */
  watchDocuments<T = Data>(
    request: WatchedDocumentList,
    settings: WatchSettings = {},
  ): LiveWatch<DocumentsSnapshot<T>> {
    return watchDocuments<T>(this.#watching(), request, settings);
  }

  /** The documents of a query as they are now, and again whenever they change. */
  watchQuery<T = Data>(
    request: WatchedQuery,
    settings: WatchSettings = {},
  ): LiveWatch<QuerySnapshot<T>> {
    return watchQuery<T>(this.#watching(), encodeQuery(request), settings);
  }

  async aggregateDocuments(request: AggregateRequest, options?: CallOptions) {
    const encoded = encodeQuery(request);
    const answer = await this.#call("aggregateDocuments", encoded, { kind: "read", ...options });
    const { aggregates, usage } = answer;
    return { aggregates: fromWire(aggregates), usage };
  }

  async createDocument<T = Data>(
    request: CreateRequest<T>,
    options?: CallOptions,
  ): Promise<Written> {
    const sent = { ...request, data: encode(request.data) };
    return withResults(await this.#write("createDocument", sent, options));
  }

  async setDocument<T = Data>(request: SetRequest<T>, options?: CallOptions): Promise<Written> {
    const sent = { ...request, data: encode(request.data) };
    return withResults(await this.#write("setDocument", sent, options));
  }

  async updateDocument<T = Data>(
    request: UpdateRequest<T>,
    options?: CallOptions,
  ): Promise<Written> {
    const sent = { ...request, data: encode(request.data) };
    return withResults(await this.#write("updateDocument", sent, options));
  }

  async deleteDocument(request: Request<"deleteDocument">, options?: CallOptions) {
    return this.#write("deleteDocument", request, options);
  }

  /**
   * `T` is the type of the documents of all collections in it: `Note | Movie`. With
   * `atomic: false`, one result with an error where the others were applied.
   */
  async batchWrite<T = Data>(request: BatchRequest<T>, options?: CallOptions) {
    const writes = request.writes.map((write) =>
      "data" in write ? { ...write, data: encode(write.data) } : write,
    ) as Request<"batchWrite">["writes"];
    const { results, ...answer } = await this.#write("batchWrite", { ...request, writes }, options);
    return { ...answer, results: results.map(toBatchResult) };
  }

  async getQuota(options?: CallOptions) {
    return this.#call("getQuota", {}, { kind: "read", ...options });
  }

  /** For admins: `quota: {blocked: true}` refuses all that the caller calls. */
  async setQuota(request: Request<"setQuota">, options?: CallOptions) {
    return this.#call("setQuota", request, { kind: "command", ...options });
  }

  /** For admins. */
  async clearQuota(request: Request<"clearQuota">, options?: CallOptions) {
    return this.#call("clearQuota", request, { kind: "command", ...options });
  }

  /** For admins. */
  async listQuotas(request: Request<"listQuotas"> = {}, options?: CallOptions) {
    return this.#call("listQuotas", request, { kind: "read", ...options });
  }

  /** For admins and services: what calls did, by the minute. */
  async getUsage(request: Request<"getUsage">, options?: CallOptions) {
    return this.#call("getUsage", request, { kind: "read", ...options });
  }

  /**
   * For admins: who wrote a document, what a caller wrote, or what admins commanded, the latest
   * first. With `versions`, what documents were, in a client's own values.
   */
  async listChanges(request: Request<"listChanges">, options?: CallOptions) {
    const { changes, ...page } = await this.#call("listChanges", request, {
      kind: "read",
      ...options,
    });
    return { ...page, changes: changes.map(decodeChange) };
  }

  /** For admins: makes a document what it was before a change, one that was deleted too. */
  async restoreVersion(request: Request<"restoreVersion">, options?: CallOptions) {
    return this.#write("restoreVersion", request, options);
  }

  #watching(): LiveQueries {
    if (this.#live === undefined) throw new TypeError("This database has no streams.");
    return this.#live;
  }

  async #write<Name extends WriteName>(
    name: Name,
    request: Request<Name>,
    options: CallOptions | undefined,
  ) {
    return this.#call(name, request, { kind: "write", ...options });
  }

  async #call<Name extends CallableName>(
    name: Name,
    request: Request<Name>,
    options: CallOptions & { readonly kind: CallKind },
  ) {
    return (await this.#send(name, request, options)) as Response<Name>;
  }
}

/** A query that can be watched. */
export type WatchedQuery = Omit<
  QueryRequest,
  "cursor" | "findNearest" | "explain" | "maxAgeMs" | "notBefore" | "database"
>;

export interface DatabaseParts {
  readonly shareGets?: boolean;
  /** What is watched. @default nothing can be */
  readonly live?: LiveQueries;
}

type WriteName =
  | "createDocument"
  | "setDocument"
  | "updateDocument"
  | "deleteDocument"
  | "batchWrite"
  | "restoreVersion";

function decode<T>({ data, ...document }: Sent): StoredDocument<T> {
  return { ...document, data: fromWire(data) as ClientValue<T> };
}

function encode(data: unknown) {
  return toWire(data as object);
}

function toBatchResult(result: Response<"batchWrite">["results"][number]): BatchResult {
  return "error" in result ? { error: new DatabaseError(result.error) } : withResults(result);
}

/** The answer, with what came of transforms in a client's own values. */
function withResults<Answer extends { readonly transformResults?: readonly Value[] }>({
  transformResults,
  ...answer
}: Answer) {
  return {
    ...answer,
    ...(transformResults && { transformResults: transformResults.map(valueFromWire) }),
  };
}
