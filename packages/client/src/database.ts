import type { CallableName, Request, Response, WireFilter } from "../../gateway/src/api/api.ts";
import {
  fromWire,
  toWire,
  valueFromWire,
  valueToWire,
} from "../../gateway/src/wire/client-codec.ts";
import type { Value } from "../../gateway/src/values/value.ts";
import type { ClientValue } from "../../gateway/src/wire/client-value.ts";
import { DatabaseError } from "./database-error.ts";
import type {
  AggregateRequest,
  BatchRequest,
  BatchResult,
  CreateRequest,
  Data,
  Filter,
  Page,
  QueryRequest,
  SetRequest,
  StoredDocument,
  UpdateRequest,
  Written,
} from "./documents.ts";

/** What a call may be sent again for: a read always, a write with a requestId, a command never. */
export type CallKind = "read" | "write" | "command";

/** Sends what is in its wire form already. */
export type Send = (name: CallableName, request: object, kind: CallKind) => Promise<unknown>;

type Sent = Response<"getDocument">["document"];

/**
 * The gateway's callables, each under its name; what they take and answer is in the README. `T` is
 * the type of the documents, as the collection's schema infers it. All reject with
 * {@link DatabaseError}, and with TypeError for a value that Firestore has no place for.
 */
export class Database {
  readonly #send: Send;

  constructor(send: Send) {
    this.#send = send;
  }

  async getDocument<T = Data>(request: Request<"getDocument">) {
    const { document, usage } = await this.#call("getDocument", request, "read");
    return { document: decode<T>(document), usage };
  }

  /** In the order asked; null where there is none, and where it is `unreadable`. */
  async getDocuments<T = Data>(request: Request<"getDocuments">) {
    const { documents, ...answer } = await this.#call("getDocuments", request, "read");
    return {
      ...answer,
      documents: documents.map((sent) => (sent === null ? null : decode<T>(sent))),
    };
  }

  async queryDocuments<T = Data>(request: QueryRequest): Promise<Page<T>> {
    const answer = await this.#call("queryDocuments", encodeQuery(request), "read");
    const { documents, explain, ...page } = answer;
    return {
      ...page,
      documents: documents.map((sent) => decode<T>(sent)),
      ...(explain && { explain: fromWire(explain) }),
    };
  }

  /** All pages of a query, each read when it is asked for. `limit` is the size of a page. */
  async *queryPages<T = Data>(request: QueryRequest): AsyncGenerator<Page<T>, void, undefined> {
    let cursor = request.cursor;
    do {
      const page: Page<T> = await this.queryDocuments<T>({
        ...request,
        ...(cursor !== undefined && { cursor }),
      });
      yield page;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }

  async aggregateDocuments(request: AggregateRequest) {
    const { where, ...rest } = request;
    const sent = { ...rest, ...(where && { where: where.map(encodeFilter) }) };
    const { aggregates, usage } = await this.#call("aggregateDocuments", sent, "read");
    return { aggregates: fromWire(aggregates), usage };
  }

  async createDocument<T = Data>(request: CreateRequest<T>): Promise<Written> {
    const sent = { ...request, data: encode(request.data) };
    return withResults(await this.#call("createDocument", sent, "write"));
  }

  async setDocument<T = Data>(request: SetRequest<T>): Promise<Written> {
    const sent = { ...request, data: encode(request.data) };
    return withResults(await this.#call("setDocument", sent, "write"));
  }

  async updateDocument<T = Data>(request: UpdateRequest<T>): Promise<Written> {
    const sent = { ...request, data: encode(request.data) };
    return withResults(await this.#call("updateDocument", sent, "write"));
  }

  async deleteDocument(request: Request<"deleteDocument">) {
    return this.#call("deleteDocument", request, "write");
  }

  /**
   * `T` is the type of the documents of all collections in it: `Note | Movie`. With
   * `atomic: false`, one result with an error where the others were applied.
   */
  async batchWrite<T = Data>(request: BatchRequest<T>) {
    const writes = request.writes.map((write) =>
      "data" in write ? { ...write, data: encode(write.data) } : write,
    ) as Request<"batchWrite">["writes"];
    const { results, ...answer } = await this.#call("batchWrite", { ...request, writes }, "write");
    return { ...answer, results: results.map(toBatchResult) };
  }

  async getQuota() {
    return this.#call("getQuota", {}, "read");
  }

  /** For admins: `quota: {blocked: true}` refuses all that the caller calls. */
  async setQuota(request: Request<"setQuota">) {
    return this.#call("setQuota", request, "command");
  }

  /** For admins. */
  async clearQuota(request: Request<"clearQuota">) {
    return this.#call("clearQuota", request, "command");
  }

  /** For admins. */
  async listQuotas(request: Request<"listQuotas"> = {}) {
    return this.#call("listQuotas", request, "read");
  }

  async #call<Name extends CallableName>(name: Name, request: Request<Name>, kind: CallKind) {
    return (await this.#send(name, request, kind)) as Response<Name>;
  }
}

function decode<T>({ data, ...document }: Sent): StoredDocument<T> {
  return { ...document, data: fromWire(data) as ClientValue<T> };
}

function encode(data: unknown) {
  return toWire(data as object);
}

function encodeQuery(request: QueryRequest): Request<"queryDocuments"> {
  const { where, startAt, startAfter, endAt, endBefore, ...rest } = request;
  return {
    ...rest,
    ...(where && { where: where.map(encodeFilter) }),
    ...(startAt && { startAt: startAt.map(valueToWire) }),
    ...(startAfter && { startAfter: startAfter.map(valueToWire) }),
    ...(endAt && { endAt: endAt.map(valueToWire) }),
    ...(endBefore && { endBefore: endBefore.map(valueToWire) }),
  };
}

function encodeFilter(filter: Filter): WireFilter {
  if ("and" in filter) return { and: filter.and.map(encodeFilter) };
  if ("or" in filter) return { or: filter.or.map(encodeFilter) };
  const [field, operator, value] = filter;
  return [field, operator, valueToWire(value)];
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
