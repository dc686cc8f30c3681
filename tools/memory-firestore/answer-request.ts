import { MemoryStore } from "../../packages/gateway/src/documents/memory-store.ts";
import { StoreError } from "../../packages/gateway/src/documents/store.ts";
import { batchGet, batchWrite, commit, runAggregationQuery, runQuery } from "./methods.ts";
import { beginTransaction, rollback } from "./transaction-methods.ts";
import type { Target } from "./target.ts";
import { deleteDocument, getOrList, patchDocument } from "./resources.ts";

/** A request of Firestore's REST API. */
export interface RestRequest {
  readonly method: string;
  /** As it stands in the request line: `/v1/projects/demo/databases/(default)/documents:commit`. */
  readonly url: string;
  /** JSON, or nothing. */
  readonly body: string;
}

export interface RestAnswer {
  readonly status: number;
  readonly body: unknown;
}

type Method = (body: never, target: Target) => Promise<unknown>;

const METHODS: Readonly<Record<string, Method>> = {
  batchGet,
  batchWrite,
  beginTransaction,
  commit,
  rollback,
  runAggregationQuery,
  runQuery,
};

const DOCUMENTS =
  /^\/v1\/(projects\/[^/]+\/databases\/[^/]+\/documents)(\/[^:?]*)?(?::(\w+))?(\?.*)?$/;
const EVERYTHING = /^\/emulator\/v1\/(projects\/[^/]+\/databases\/[^/]+)\/documents$/;

/** Databases in memory, behind Firestore's REST API. */
export class MemoryFirestore {
  /** By name: `projects/{project}/databases/{database}`. */
  readonly #stores = new Map<string, MemoryStore>();
  readonly #now: () => number;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Answers one request; whatever is wrong with it becomes an error in Firestore's form. */
  async answer(request: RestRequest): Promise<RestAnswer> {
    try {
      return { status: 200, body: await this.#run(request) };
    } catch (error) {
      return failure(error);
    }
  }

  async #run({ method, url, body }: RestRequest): Promise<unknown> {
    const all = EVERYTHING.exec(url);
    if (all !== null && method === "DELETE") {
      this.#stores.delete(decodeURIComponent(all[1] ?? ""));
      return {};
    }
    const match = DOCUMENTS.exec(url);
    if (match === null) throw new StoreError("NOT_FOUND", `${url} is no address of Firestore's`);
    const [, parent = "", path = "", verb, search = ""] = match;
    const target = this.#target(parent, path);
    const json = parseJson(body);
    if (verb === undefined) return this.#resource(method, { target, json, search });
    const run = Object.hasOwn(METHODS, verb) ? METHODS[verb] : undefined;
    if (run === undefined || method !== "POST") throw new NotCarriedError(verb);
    return run(json as never, target);
  }

  #resource(
    method: string,
    { target, json, search }: { target: Target; json: unknown; search: string },
  ): Promise<unknown> {
    const query = new URLSearchParams(search);
    switch (method) {
      case "GET":
        return getOrList(target, query);
      case "PATCH":
        return patchDocument(target, { query, json });
      case "DELETE":
        return deleteDocument(target);
      default:
        throw new NotCarriedError(method);
    }
  }

  #target(parent: string, path: string): Target {
    const root = decodeURIComponent(parent);
    let store = this.#stores.get(root.slice(0, -"/documents".length));
    if (store === undefined) {
      store = new MemoryStore({ now: this.#now });
      this.#stores.set(root.slice(0, -"/documents".length), store);
    }
    return { store, root: `${root}/`, path: decodeURIComponent(path.slice(1)) };
  }
}

class NotCarriedError extends Error {
  constructor(method: string) {
    super(
      `${method} is not carried by the memory store: install a JDK of version 21 or newer for Firestore's own emulator.`,
    );
  }
}

function parseJson(body: string): unknown {
  try {
    return body === "" ? {} : (JSON.parse(body) as unknown);
  } catch {
    throw new StoreError("INVALID_ARGUMENT", "the body is no JSON");
  }
}

/** HTTP status of each google.rpc.Code that the store has. */
const HTTP_STATUS: Readonly<Record<string, number>> = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  ABORTED: 409,
  UNAVAILABLE: 503,
};

function failure(error: unknown): RestAnswer {
  if (error instanceof NotCarriedError) return errorAnswer(501, "UNIMPLEMENTED", error.message);
  if (error instanceof StoreError) {
    return errorAnswer(HTTP_STATUS[error.code] ?? 500, error.code, error.message);
  }
  // What a request of another form than Firestore's makes a method stumble over.
  const message = error instanceof Error ? error.message : String(error);
  return errorAnswer(400, "INVALID_ARGUMENT", message);
}

function errorAnswer(code: number, status: string, message: string): RestAnswer {
  return { status: code, body: { error: { code, status, message } } };
}
