import { formatFieldPath } from "../../contract/field-path.ts";
import { padTimestamp } from "../../contract/timestamp.ts";
import type { FieldPath } from "../../contract/value.ts";
import type { Root } from "../codec.ts";
import { MisplacedDocumentError } from "./misplaced-document-error.ts";
import type { RestCall, RestClient } from "./rest-client.ts";
import type { JsonBatchGetElement } from "./rest-json.ts";
import { SharedGet, type Fetched, type GetResult } from "./shared-get.ts";
import { StoreError, type StoreCall } from "../store.ts";
import { decodeDocument } from "./stored-document.ts";

/** Of one shared request. A call that asks for more has a request of its own. */
const MAX_SHARED_DOCUMENTS = 300;

/**
 * Answers all the gets of one turn of the event loop that want the same fields with one request:
 * 2.7 times the requests a second at 64 connections, since a request costs far more CPU than a
 * document in it.
 */
export class BatchGet {
  readonly #client: Pick<RestClient, "read">;
  readonly #root: Root;
  /** The requests that gets of this turn may still join, by mask. */
  readonly #open = new Map<string, SharedGet>();

  constructor(client: Pick<RestClient, "read">, root: Root) {
    this.#client = client;
    this.#root = root;
  }

  /** @see DocumentStore.get */
  get(
    paths: readonly string[],
    call: StoreCall & { readonly fields?: readonly FieldPath[] },
  ): Promise<GetResult> {
    if (paths.length === 0) {
      return Promise.reject(new StoreError("INVALID_ARGUMENT", "There is nothing to get."));
    }
    const mask = call.fields?.map((field) => formatFieldPath(field));
    return this.#requestFor(mask, paths.length).join(paths, call);
  }

  #requestFor(mask: readonly string[] | undefined, size: number): SharedGet {
    const key = mask === undefined ? "" : JSON.stringify(mask);
    const open = this.#open.get(key);
    if (open !== undefined && open.size + size <= MAX_SHARED_DOCUMENTS) return open;
    const request = new SharedGet((paths, call) => this.#fetch({ paths, mask }, call));
    this.#open.set(key, request);
    // After the I/O callbacks of this turn, in which calls arrive.
    setImmediate(() => {
      if (this.#open.get(key) === request) this.#open.delete(key);
      void request.send();
    });
    return request;
  }

  async #fetch(
    { paths, mask }: { paths: Iterable<string>; mask: readonly string[] | undefined },
    call: RestCall,
  ): Promise<Fetched> {
    const names = new Set(Array.from(paths, (path) => this.#root + path));
    const body = { documents: [...names], ...(mask && { mask: { fieldPaths: mask } }) };
    const answer = await this.#client.read({ target: ":batchGet", body }, call);
    const documents: Fetched["documents"] = new Map();
    let readTime = "";
    for (const element of answer as readonly JsonBatchGetElement[]) {
      readTime = element.readTime;
      const name = element.found?.name ?? element.missing;
      if (name !== undefined && !names.has(name)) throw new MisplacedDocumentError();
      if (element.found === undefined) continue;
      const document = decodeDocument(element.found, this.#root);
      documents.set(document.path, document);
    }
    return { documents, readTime: padTimestamp(readTime) };
  }
}
