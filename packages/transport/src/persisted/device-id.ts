import { randomUuid } from "../write/random-uuid.ts";
import { done, kept, withDatabase, type IndexedDb } from "./indexed-db.ts";

const NAME = "database-service-transport";
const STORE = "device";

let known: Promise<string> | undefined;

/** A random id of this browser's profile and origin, made when it is first asked for, and read once a page. */
export function deviceId(idb: IndexedDb): Promise<string> {
  known ??= storedId(idb).catch((error: unknown) => {
    known = undefined;
    throw error;
  });
  return known;
}

function storedId(idb: IndexedDb): Promise<string> {
  const create = (made: { createObjectStore(name: string): unknown }) =>
    void made.createObjectStore(STORE);
  return withDatabase({ idb, name: NAME, create }, async (database) => {
    const transaction = database.transaction([STORE], "readwrite");
    const store = transaction.objectStore(STORE);
    const found = await done(store.get("id"));
    if (typeof found === "string") return found;
    const id = randomUuid();
    store.put(id, "id");
    await kept(transaction);
    return id;
  });
}
