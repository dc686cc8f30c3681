import { initializeApp } from "firebase/app";
import { connectAuthEmulator, getAuth, signInAnonymously } from "firebase/auth";
import {
  doc,
  getDocFromCache,
  increment,
  initializeFirestore,
  persistentLocalCache,
  persistentSingleTabManager,
  setLogLevel,
  waitForPendingWrites,
  writeBatch,
  type Firestore,
} from "firebase/firestore";

/** Where the page of a test finds what it needs. */
export interface ClickingPlace {
  readonly projectId: string;
  readonly authOrigin: string;
  readonly host: string;
  /** The document that counts; each click stands in its collection `clicks` besides. */
  readonly counter: string;
}

let firestore: Firestore | undefined;

function begun(): Firestore {
  if (firestore === undefined) throw new Error("It has not begun.");
  return firestore;
}

/** Signs in, and begins to send what was written before the page was loaded. */
async function begin({ projectId, authOrigin, host }: ClickingPlace): Promise<void> {
  setLogLevel("silent");
  const app = initializeApp({ apiKey: "demo", projectId });
  const auth = getAuth(app);
  connectAuthEmulator(auth, authOrigin, { disableWarnings: true });
  await auth.authStateReady();
  if (auth.currentUser === null) await signInAnonymously(auth);
  // A tab that has crashed holds the documents for some seconds more.
  const tabManager = persistentSingleTabManager({ forceOwnership: true });
  const localCache = persistentLocalCache({ tabManager });
  firestore = initializeFirestore(app, { host, ssl: false, localCache });
}

/** Counts so many clicks, each in a batch with a document of its own: as many of these, as high the count. Ends when the device keeps them. */
async function click({ counter }: ClickingPlace, clicks: number): Promise<void> {
  for (let n = 0; n < clicks; n += 1) {
    const batch = writeBatch(begun());
    batch.set(doc(begun(), counter), { n: increment(1) }, { merge: true });
    batch.set(doc(begun(), `${counter}/clicks/${crypto.randomUUID()}`), { clicked: true });
    void batch.commit();
  }
  await getDocFromCache(doc(begun(), counter));
}

/** Until all is sent and answered. */
const settle = (): Promise<void> => waitForPendingWrites(begun());

/** What a test calls in the page. */
export const clickingPage = { begin, click, settle };

Object.assign(globalThis, { clickingPage });
