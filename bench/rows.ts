import type { CallableName, Request } from "../packages/gateway/src/api/api.ts";
import { sampleDocument, uidOf } from "./sample-document.ts";

/** One kind of call to measure. */
export interface Row {
  readonly title: string;
  /** Of the gateway, and of the baseline. */
  readonly callable: CallableName;
  /** The calls, each of another user or for another document. */
  readonly calls: readonly [Call, ...Call[]];
}

export interface Call {
  readonly uid: string;
  readonly data: object;
}

const CALLS = 64;
const DOCUMENTS = 10;
const BATCH = 64;

/** Documents that each collection has from the start: no two calls need ask for the same. */
export const SEEDED = CALLS * DOCUMENTS;
export const SEEDED_COLLECTIONS = ["open", "owned", "cached"] as const;

export const rows: readonly [Row, ...Row[]] = [
  row("getDocument", "getDocument", (n) => ({ path: documentPath("open", n) })),
  row("getDocument, policy needs the document", "getDocument", (n) => ({
    path: documentPath("owned", n),
  })),
  row("getDocument, cached", "getDocument", (n) => ({ path: documentPath("cached", n) })),
  row("getDocuments of 10", "getDocuments", (n) => ({
    paths: Array.from({ length: DOCUMENTS }, (_, index) =>
      documentPath("open", n * DOCUMENTS + index),
    ),
  })),
  row("queryDocuments of 50", "queryDocuments", () => ({ collection: "open", limit: 50 })),
  row("createDocument", "createDocument", (n) => ({
    collection: "open",
    data: sampleDocument(n),
  })),
  row("createDocument, schema of 12 fields", "createDocument", (n) => ({
    collection: "checked",
    data: sampleDocument(n),
  })),
  row("updateDocument", "updateDocument", (n) => ({
    path: documentPath("open", n),
    data: { votes: n },
  })),
  row("batchWrite of 64, atomic", "batchWrite", (n) => ({
    writes: Array.from({ length: BATCH }, (_, index) => ({
      op: "set" as const,
      path: documentPath("open", SEEDED + n * BATCH + index),
      data: sampleDocument(index),
    })),
  })),
];

function row<Name extends CallableName>(
  title: string,
  callable: Name,
  data: (number: number) => Request<Name>,
): Row {
  const call = (n: number): Call => ({ uid: uidOf(n), data: data(n) });
  const others = Array.from({ length: CALLS - 1 }, (_, index) => call(index + 1));
  return { title, callable, calls: [call(0), ...others] };
}

/** The path of a document of the bench. */
export function documentPath(
  collection: (typeof SEEDED_COLLECTIONS)[number],
  number: number,
): string {
  return `${collection}/${String(number).padStart(4, "0")}`;
}
