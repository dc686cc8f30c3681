/** The part of IndexedDB that is used here: this package's types need no DOM. */
export interface IndexedDb {
  open(name: string, version?: number): IdbOpenRequest;
}

interface IdbRequest<Result> {
  readonly result: Result;
  readonly error: unknown;
  addEventListener(type: "success" | "error" | "upgradeneeded", listener: () => void): void;
}

interface IdbOpenRequest extends IdbRequest<IdbDatabase> {
  readonly transaction: { abort(): void };
}

export interface IdbDatabase {
  readonly objectStoreNames: { contains(name: string): boolean };
  addEventListener(type: "versionchange" | "close", listener: () => void): void;
  createObjectStore(name: string): unknown;
  transaction(stores: readonly string[], mode: "readonly" | "readwrite"): IdbTransaction;
  close(): void;
}

interface IdbTransaction {
  readonly error: unknown;
  objectStore(name: string): IdbStore;
  addEventListener(type: "complete" | "abort", listener: () => void): void;
}

interface IdbStore {
  readonly indexNames: { contains(name: string): boolean };
  get(key: string): IdbRequest<unknown>;
  put(value: unknown, key: string): IdbRequest<unknown>;
  index(name: string): { getAll(range: unknown, count: number): IdbRequest<unknown[]> };
}

/** The browser's IndexedDB, or undefined where there is none, or none for this page. */
export function indexedDb(): IndexedDb | undefined {
  try {
    return (globalThis as { readonly indexedDB?: IndexedDb }).indexedDB;
  } catch {
    return undefined;
  }
}

export function done<Result>(request: IdbRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(new Error(String(request.error))));
  });
}

/** Ends when what was written is kept: until then it is lost with the page. */
export function kept(transaction: IdbTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(new Error(String(transaction.error))));
  });
}

/**
 * Works with a database that is closed afterwards, and at once where somebody wants to change or
 * delete it.
 *
 * @param create makes what is missing; without it a database that does not exist stays so
 * @throws Error where it can't be opened
 */
export async function withDatabase<Result>(
  { idb, name, create }: { idb: IndexedDb; name: string; create?: (made: IdbDatabase) => void },
  work: (database: IdbDatabase) => Promise<Result>,
): Promise<Result> {
  const request = create === undefined ? idb.open(name) : idb.open(name, 1);
  request.addEventListener("upgradeneeded", () => {
    if (create === undefined) request.transaction.abort();
    else create(request.result);
  });
  const database = await done(request);
  database.addEventListener("versionchange", () => database.close());
  try {
    return await work(database);
  } finally {
    database.close();
  }
}
