import type { MemoryStore } from "../documents/memory-store.ts";
import type { Write } from "../documents/store.ts";
import { checkDocumentPath } from "../paths/path.ts";
import type { Fields } from "../values/value.ts";
import { escapeFields } from "../wire/wire-escape.ts";
import { readFields } from "../wire/wire.ts";
import { encodeRequest } from "./encode-request.ts";

/** The data of a document as callers send and get it: JSON, with tags such as `{$timestamp}`. */
export type DocumentData = Readonly<Record<string, unknown>>;

/**
 * The documents of a gateway in memory, for tests to prepare and to look at: past policies,
 * schemas and quotas, at no cost.
 */
export class MemoryDocuments {
  readonly #store: MemoryStore;

  constructor(store: MemoryStore) {
    this.#store = store;
  }

  /** Stores a document, in the place of what was there. @throws TypeError for what Firestore can't store */
  async set(path: string, data: DocumentData): Promise<void> {
    await this.setAll({ [path]: data });
  }

  /** Stores documents by their paths, all at one time. @throws TypeError for what Firestore can't store */
  async setAll(documents: Readonly<Record<string, DocumentData>>): Promise<void> {
    const writes = Object.entries(documents).map(([path, data]): Write => {
      return { kind: "update", path, fields: readStored(path, data) };
    });
    if (writes.length > 0) await this.#store.commit(writes, {});
  }

  /** Deletes a document, if there is one. */
  async delete(path: string): Promise<void> {
    await this.#store.commit([{ kind: "delete", path }], {});
  }

  /** The data of a document; undefined where there is none. */
  async get(path: string): Promise<DocumentData | undefined> {
    const { documents } = await this.#store.get([path], {});
    return documents[0] ? escapeFields(documents[0].data) : undefined;
  }

  /**
   * The data of all documents by their paths, but for the gateway's own.
   *
   * @param collection limits them to those that lie in it, and not below
   */
  async list(collection?: string): Promise<Readonly<Record<string, DocumentData>>> {
    const documents = Array.from(this.#store.documents).filter(({ path }) => {
      if (path.startsWith("_")) return false;
      return collection === undefined || path.slice(0, path.lastIndexOf("/")) === collection;
    });
    const sorted = documents.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    return Object.fromEntries(sorted.map(({ path, data }) => [path, escapeFields(data)]));
  }
}

function readStored(path: string, data: DocumentData): Fields {
  const problem = checkDocumentPath(path);
  if (problem !== undefined) throw new TypeError(`${path}: ${problem}`);
  const fields = readFields(encodeRequest(data, path), { path });
  if (fields.ok) return fields.value;
  const [{ field, description }] = fields.violations;
  throw new TypeError(`${path}: ${field === "" ? "" : `${field}: `}${description}`);
}
