import { initializeApp } from "firebase/app";
import { connectAuthEmulator, getAuth, signInAnonymously } from "firebase/auth";
import {
  clearIndexedDbPersistence,
  deleteAllPersistentCacheIndexes,
  disableNetwork,
  disablePersistentCacheIndexAutoCreation,
  doc,
  enableIndexedDbPersistence,
  enableMultiTabIndexedDbPersistence,
  enableNetwork,
  enablePersistentCacheIndexAutoCreation,
  getDocFromCache,
  getPersistentCacheIndexManager,
  initializeFirestore,
  persistentLocalCache,
  persistentMultipleTabManager,
  persistentSingleTabManager,
  setDoc,
  setIndexConfiguration,
  setLogLevel,
  terminate,
  waitForPendingWrites,
  type Firestore,
} from "firebase/firestore";

/** Where a page of a test finds what it needs. */
export interface PersistencePlace {
  readonly projectId: string;
  readonly authOrigin: string;
  readonly host: string;
}

const CACHES = {
  "one tab": () => persistentLocalCache({ tabManager: persistentSingleTabManager({}) }),
  "several tabs": () => persistentLocalCache({ tabManager: persistentMultipleTabManager() }),
} as const;

/** How the documents of a page are kept in IndexedDB. */
export type CacheName =
  keyof typeof CACHES | "enableIndexedDbPersistence" | "enableMultiTabIndexedDbPersistence";

async function begin(place: PersistencePlace, cache: CacheName): Promise<Firestore> {
  setLogLevel("silent");
  const { projectId, authOrigin, host } = place;
  const app = initializeApp({ apiKey: "demo", projectId });
  const auth = getAuth(app);
  connectAuthEmulator(auth, authOrigin, { disableWarnings: true });
  await auth.authStateReady();
  if (auth.currentUser === null) await signInAnonymously(auth);
  if (cache === "one tab" || cache === "several tabs") {
    return initializeFirestore(app, { host, ssl: false, localCache: CACHES[cache]() });
  }
  const firestore = initializeFirestore(app, { host, ssl: false });
  if (cache === "enableIndexedDbPersistence") await enableIndexedDbPersistence(firestore);
  else await enableMultiTabIndexedDbPersistence(firestore);
  return firestore;
}

const pathOf = ({ app }: Firestore) => `users/${getAuth(app).currentUser?.uid ?? ""}/notes/kept`;

/** Writes a note without a network. @returns its path */
async function write(place: PersistencePlace, cache: CacheName): Promise<string> {
  const firestore = await begin(place, cache);
  await disableNetwork(firestore);
  const note = doc(firestore, pathOf(firestore));
  void setDoc(note, { text: cache });
  await getDocFromCache(note);
  return note.path;
}

/** Sends what was written before the page was loaded. @returns what its cache has */
async function send(place: PersistencePlace, cache: CacheName): Promise<unknown> {
  const firestore = await begin(place, cache);
  await enableNetwork(firestore);
  await waitForPendingWrites(firestore);
  return (await getDocFromCache(doc(firestore, pathOf(firestore)))).data();
}

/** Leaves nothing on the device. @returns the error of a read from the cache afterwards */
async function clear(place: PersistencePlace, cache: CacheName): Promise<unknown> {
  const firestore = await begin(place, cache);
  const manager = getPersistentCacheIndexManager(firestore);
  if (manager === null) throw new Error("The cache is not persistent.");
  enablePersistentCacheIndexAutoCreation(manager);
  disablePersistentCacheIndexAutoCreation(manager);
  deleteAllPersistentCacheIndexes(manager);
  await setIndexConfiguration(firestore, {
    indexes: [
      {
        collectionGroup: "notes",
        queryScope: "COLLECTION",
        fields: [{ fieldPath: "text", order: "ASCENDING" }],
      },
    ],
  });
  await getDocFromCache(doc(firestore, pathOf(firestore)));
  await terminate(firestore);
  await clearIndexedDbPersistence(firestore);
  return firestore.app.name;
}

/** What a test calls in the page. */
export const persistencePage = { write, send, clear };

Object.assign(globalThis, { persistencePage });
