import type { CallableName, Request } from "../packages/gateway/src/api/api.ts";
import type { Targets } from "./report/comparison.ts";
import { sampleDocument, uidOf } from "./sample-document.ts";

/** One kind of call to measure. */
export interface Row {
  readonly title: string;
  /** Of the gateway, and of the baseline. */
  readonly callable: CallableName;
  /** The calls, each of another user or for another document. */
  readonly calls: readonly [Call, ...Call[]];
  /** Of its requests per second, as a ratio to each contender's. */
  readonly targets?: Targets;
}

export interface Call {
  readonly uid: string;
  readonly data: object;
  /** How long ago the user has signed in, in seconds: what tells tokens of one user apart. @default 60 */
  readonly signedInSecondsAgo?: number;
}

const CALLS = 64;
const DOCUMENTS = 10;
const BATCH = 64;

/** Documents that each collection has from the start: no two calls need ask for the same. */
export const SEEDED = CALLS * DOCUMENTS;
export const SEEDED_COLLECTIONS = ["open", "owned", "cached"] as const;

/** So many that each comes seldom. */
const MANY = 10_000;

const GET = { "bare onCall": { atLeast: 1.8 }, "firebase-admin": { atLeast: 5.5 } };
const CREATE = { "bare onCall": { atLeast: 1 }, "firebase-admin": { atLeast: 2.6 } };
const UPDATE = { "bare onCall": { atLeast: 1.15 }, "firebase-admin": { atLeast: 3 } };

export const rows: readonly [Row, ...Row[]] = [
  { ...row("getDocument", "getDocument", getOpen), targets: GET },
  {
    title: "getDocument, 10,000 tokens",
    callable: "getDocument",
    calls: getsBy({ documents: CALLS, callers: CALLS, tokens: MANY }),
    targets: GET,
  },
  {
    title: "getDocument, 10,000 callers",
    callable: "getDocument",
    calls: getsBy({ documents: CALLS, callers: MANY, tokens: MANY }),
    targets: GET,
  },
  row("getDocument, policy needs the document", "getDocument", (n) => ({
    path: documentPath("owned", n),
  })),
  {
    ...row("getDocument, cached", "getDocument", (n) => ({ path: documentPath("cached", n) })),
    targets: { "bare onCall": { atLeast: 1.8 } },
  },
  row("getDocuments of 10", "getDocuments", (n) => ({
    paths: Array.from({ length: DOCUMENTS }, (_, index) =>
      documentPath("open", n * DOCUMENTS + index),
    ),
  })),
  {
    ...row("queryDocuments of 50", "queryDocuments", () => ({ collection: "open", limit: 50 })),
    targets: { "firebase-admin": { atLeast: 8 } },
  },
  {
    ...row("createDocument", "createDocument", (n) => ({
      collection: "open",
      data: sampleDocument(n),
    })),
    targets: CREATE,
  },
  row("createDocument, schema of 12 fields", "createDocument", (n) => ({
    collection: "checked",
    data: sampleDocument(n),
  })),
  {
    ...row("updateDocument", "updateDocument", (n) => ({
      path: documentPath("open", n),
      data: { votes: n },
    })),
    targets: UPDATE,
  },
  {
    ...row("batchWrite of 64, atomic", "batchWrite", (n) => ({
      writes: Array.from({ length: BATCH }, (_, index) => ({
        op: "set" as const,
        path: documentPath("open", SEEDED + n * BATCH + index),
        data: sampleDocument(index),
      })),
    })),
    targets: { "firebase-admin": { atLeast: 3 } },
  },
];

/** That of the title, or those in whose titles it is; undefined where there is none. */
export function rowsNamed(name: string): readonly [Row, ...Row[]] | undefined {
  const exact = rows.filter(({ title }) => title === name);
  const named = exact.length > 0 ? exact : rows.filter(({ title }) => title.includes(name));
  const [first, ...rest] = named;
  return first && [first, ...rest];
}

function row<Name extends CallableName>(
  title: string,
  callable: Name,
  data: (number: number) => Request<Name>,
): Row {
  const call = (n: number): Call => ({ uid: uidOf(n), data: data(n) });
  const others = Array.from({ length: CALLS - 1 }, (_, index) => call(index + 1));
  return { title, callable, calls: [call(0), ...others] };
}

/** Gets of so many documents by so many callers, who have so many tokens: each of them at least once. */
export function getsBy({ documents, callers, tokens }: Amounts): Row["calls"] {
  const call = (n: number): Call => ({
    uid: `caller-${String(n % callers)}`,
    data: getOpen(n % documents),
    signedInSecondsAgo: 60 + Math.floor((n % tokens) / callers),
  });
  const others = Array.from({ length: Math.max(documents, tokens) - 1 }, (_, n) => call(n + 1));
  return [call(0), ...others];
}

export interface Amounts {
  readonly documents: number;
  readonly callers: number;
  /** A multiple of the callers, or as many. */
  readonly tokens: number;
}

function getOpen(number: number): Request<"getDocument"> {
  return { path: documentPath("open", number) };
}

/** The path of a document of the bench. */
export function documentPath(
  collection: (typeof SEEDED_COLLECTIONS)[number],
  number: number,
): string {
  return `${collection}/${String(number).padStart(4, "0")}`;
}
