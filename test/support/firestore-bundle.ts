/** A named query, and the documents that it found, of which a bundle is made. */
export interface BundledQuery {
  readonly name: string;
  /** The collection's path. */
  readonly collection: string;
  /** By their ids, their field `n`. */
  readonly documents: Readonly<Record<string, number>>;
}

const READ_TIME = "2026-11-27T10:00:00.000000Z";

/**
 * A bundle as a server's library makes it: a named query, and documents with the field `n`.
 *
 * @see https://github.com/firebase/firebase-js-sdk/blob/main/packages/firestore/src/protos/firestore_bundle_proto.ts
 */
export function firestoreBundle(project: string, query: BundledQuery): string {
  const { name, collection, documents } = query;
  const root = `projects/${project}/databases/(default)/documents`;
  const segments = collection.split("/");
  const collectionId = segments.pop() ?? "";
  const parent = [root, ...segments].join("/");
  const bundledQuery = {
    parent,
    structuredQuery: {
      from: [{ collectionId }],
      orderBy: [{ field: { fieldPath: "__name__" }, direction: "ASCENDING" }],
    },
    limitType: "FIRST",
  };
  const all = Object.entries(documents).flatMap(([id, n]) => {
    const path = `${root}/${collection}/${id}`;
    const fields = { n: { integerValue: String(n) } };
    return [
      { documentMetadata: { name: path, readTime: READ_TIME, exists: true, queries: [name] } },
      { document: { name: path, fields, createTime: READ_TIME, updateTime: READ_TIME } },
    ];
  });
  const body = [{ namedQuery: { name, bundledQuery, readTime: READ_TIME } }, ...all]
    .map(element)
    .join("");
  const metadata = {
    id: name,
    createTime: READ_TIME,
    version: 1,
    totalDocuments: Object.keys(documents).length,
    totalBytes: Buffer.byteLength(body),
  };
  return element({ metadata }) + body;
}

/** JSON behind its length in bytes. */
function element(value: object): string {
  const json = JSON.stringify(value);
  return String(Buffer.byteLength(json)) + json;
}
