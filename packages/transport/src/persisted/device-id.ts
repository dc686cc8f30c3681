import { randomUuid } from "../write/random-uuid.ts";
import { done, kept, withDatabase, type IndexedDb } from "./indexed-db.ts";

const NAME = "database-service-transport";
const STORE = "device";

/** A random id of this browser's profile and origin, made when it is first asked for. */
export function deviceId(idb: IndexedDb): Promise<string> {
  const create = (made: { createObjectStore(name: string): unknown }) =>
    void made.createObjectStore(STORE);
  return withDatabase({ idb, name: NAME, create }, async (database) => {
    const transaction = database.transaction([STORE], "readwrite");
    const store = transaction.objectStore(STORE);
    const known = await done(store.get("id"));
    if (typeof known === "string") return known;
    const id = randomUuid();
    store.put(id, "id");
    await kept(transaction);
    return id;
  });
}
