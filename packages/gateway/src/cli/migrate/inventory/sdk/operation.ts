/** What an access does, in Firestore's words. */
export type OperationName =
  | "get"
  | "getAll"
  | "query"
  | "pipeline"
  | "aggregate"
  | "create"
  | "set"
  | "update"
  | "delete"
  | "listen"
  | "recursiveDelete"
  | "listDocuments"
  | "listCollections";

/** The operations that change documents. */
export const WRITES: ReadonlySet<OperationName> = new Set([
  "create",
  "set",
  "update",
  "delete",
  "recursiveDelete",
]);

/**
 * Functions that read or write what their first argument names. Hooks and observables keep on
 * listening.
 */
const FUNCTIONS: Readonly<Record<string, OperationName>> = {
  getDoc: "get",
  getDocFromCache: "get",
  getDocFromServer: "get",
  getDocs: "query",
  getDocsFromCache: "query",
  getDocsFromServer: "query",
  getCountFromServer: "aggregate",
  getAggregateFromServer: "aggregate",
  getCount: "aggregate",
  getAggregate: "aggregate",
  addDoc: "create",
  setDoc: "set",
  updateDoc: "update",
  deleteDoc: "delete",
  onSnapshot: "listen",
  onSnapshotResume: "listen",
  execute: "pipeline",
  // react-firebase-hooks, reactfire, vuefire
  useCollection: "listen",
  useCollectionData: "listen",
  useDocument: "listen",
  useDocumentData: "listen",
  useCollectionOnce: "query",
  useCollectionDataOnce: "query",
  useDocumentOnce: "get",
  useDocumentDataOnce: "get",
  useFirestoreCollection: "listen",
  useFirestoreCollectionData: "listen",
  useFirestoreDoc: "listen",
  useFirestoreDocData: "listen",
  useFirestoreDocOnce: "get",
  useFirestoreDocDataOnce: "get",
  // @react-query-firebase/firestore
  useFirestoreQuery: "query",
  useFirestoreQueryData: "query",
  useFirestoreDocument: "get",
  useFirestoreDocumentData: "get",
  // rxfire, @angular/fire
  collectionData: "listen",
  collectionChanges: "listen",
  collectionSnapshots: "listen",
  collectionCount: "aggregate",
  collectionCountSnap: "aggregate",
  docData: "listen",
  docSnapshots: "listen",
  auditTrail: "listen",
  sortedChanges: "listen",
  fromRef: "listen",
  // sveltefire
  collectionStore: "listen",
  docStore: "listen",
};

/** What a function of a library does to the database; undefined if it only builds references. */
export function functionOperation(name: string): OperationName | undefined {
  return Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
}

const LISTENS = ["onSnapshot", "valueChanges", "snapshotChanges", "stateChanges", "auditTrail"];

const METHODS: Readonly<Record<string, Readonly<Record<string, OperationName>>>> = {
  document: {
    get: "get",
    set: "set",
    update: "update",
    delete: "delete",
    create: "create",
    listCollections: "listCollections",
    getCollections: "listCollections",
    ...Object.fromEntries(LISTENS.map((name) => [name, "listen"])),
  },
  query: {
    get: "query",
    stream: "query",
    explain: "query",
    explainStream: "query",
    execute: "pipeline",
    getPartitions: "query",
    ...Object.fromEntries(LISTENS.map((name) => [name, "listen"])),
  },
  aggregation: { get: "aggregate", explain: "aggregate" },
  database: {
    getAll: "getAll",
    listCollections: "listCollections",
    getCollections: "listCollections",
    recursiveDelete: "recursiveDelete",
  },
  writer: { set: "set", update: "update", delete: "delete", create: "create" },
};
const COLLECTION: Readonly<Record<string, OperationName>> = {
  ...METHODS["query"],
  add: "create",
  listDocuments: "listDocuments",
};

/** What a method of a value of some kind does to the database, or undefined. */
export function methodOperation(kind: string, method: string): OperationName | undefined {
  const table = kind === "collection" ? COLLECTION : METHODS[kind];
  return table !== undefined && Object.hasOwn(table, method) ? table[method] : undefined;
}

/** All method names that may be an access: others need no look. */
export const ACCESS_METHODS: ReadonlySet<string> = new Set([
  ...Object.values(METHODS).flatMap((table) => Object.keys(table)),
  ...Object.keys(COLLECTION),
]);
