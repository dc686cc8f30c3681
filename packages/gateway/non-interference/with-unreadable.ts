import { editFields } from "../src/values/edit-fields.ts";
import { mapFields } from "../src/values/map.ts";
import type { FieldPath } from "../src/paths/field-path.ts";
import type { Fields, Value } from "../src/values/value.ts";
import type { DocumentStore, StoredDocument } from "../src/documents/store.ts";

/** A value that nobody can read, wherever it is stored. */
export const UNREADABLE = "~unreadable";

/** The same documents, as a store tells of them that can't read {@link UNREADABLE}. */
export function withUnreadable(store: DocumentStore): DocumentStore {
  return {
    transactions: store.transactions,
    get: async (paths, call) => {
      const { documents, ...answer } = await store.get(paths, call);
      return { ...answer, documents: documents.map((document) => document && told(document)) };
    },
    query: async (query, call) => {
      const { documents, ...answer } = await store.query(query, call);
      return { ...answer, documents: documents.map(told) };
    },
    aggregate: (query, aggregates, call) => store.aggregate(query, aggregates, call),
    commit: (writes, call) => store.commit(writes, call),
    batchWrite: (writes, call) => store.batchWrite(writes, call),
  };
}

function told(document: StoredDocument): StoredDocument {
  const unreadable = pathsIn(document.data).map((field) => ({ field, stored: UNREADABLE }));
  if (unreadable.length === 0) return document;
  const edits = unreadable.map(({ field }) => ({ path: field, apply: () => undefined }));
  return { ...document, data: editFields(document.data, edits), unreadable };
}

function pathsIn(fields: Fields): readonly FieldPath[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    pathsOf(value).map((path) => [name, ...path]),
  );
}

function pathsOf(value: Value): readonly FieldPath[] {
  const fields = mapFields(value);
  if (fields !== undefined) return pathsIn(fields);
  const values = Array.isArray(value) ? (value as readonly Value[]) : [value];
  return values.includes(UNREADABLE) ? [[]] : [];
}
