import { deleteApp, initializeApp } from "firebase/app";
import {
  collection,
  connectFirestoreEmulator,
  getFirestore,
  onSnapshot,
  terminate,
} from "firebase/firestore";
import { Firestore } from "@google-cloud/firestore";
import { LiveQueries } from "../../packages/client/src/watch/live-queries.ts";
import { ownClock } from "../../packages/client/src/watch/watch-clock.ts";
import { watchQuery } from "../../packages/client/src/watch/watches.ts";
import { PROJECT } from "../../tools/emulators/start-emulators.ts";
import { idTokenClaims, sign } from "../../tools/production/token-issuer.ts";

export interface WatchedCollection {
  /** `host:port` of the emulator. */
  readonly emulator: string;
  /** Of the function `listen`. */
  readonly url: string;
  /** Its path. */
  readonly path: string;
  /** Is told the numbers of the documents that came or changed. */
  readonly onNumbers: (numbers: readonly number[]) => void;
}

/** Who is told of a collection's changes, and by what. Each ends by what it returns. */
export const WATCHERS = {
  "onSnapshot, client": watchByClient,
  "onSnapshot, server": watchByServer,
  listen: watchByListen,
} as const satisfies Readonly<Record<string, (watched: WatchedCollection) => () => Promise<void>>>;

interface NumberedDocument {
  readonly n: number;
}

/** Firebase's SDK, as the emulator's owner, of whom it asks no rules. */
function watchByClient({ emulator, path, onNumbers }: WatchedCollection): () => Promise<void> {
  const app = initializeApp({ projectId: PROJECT }, "watcher");
  const firestore = getFirestore(app);
  const { hostname, port } = new URL(`http://${emulator}`);
  connectFirestoreEmulator(firestore, hostname, Number(port), { mockUserToken: "owner" });
  const stop = onSnapshot(collection(firestore, path), (snapshot) => {
    onNumbers(snapshot.docChanges().map(({ doc }) => (doc.data() as NumberedDocument).n));
  });
  return async () => {
    stop();
    await terminate(firestore);
    await deleteApp(app);
  };
}

/** Google's SDK for servers. */
function watchByServer({ emulator, path, onNumbers }: WatchedCollection): () => Promise<void> {
  // Only Google's machines have a metadata server, which it would look for.
  process.env["METADATA_SERVER_DETECTION"] = "none";
  const firestore = new Firestore({ projectId: PROJECT, host: emulator, ssl: false });
  const stop = firestore.collection(path).onSnapshot((snapshot) => {
    onNumbers(snapshot.docChanges().map(({ doc }) => (doc.data() as NumberedDocument).n));
  });
  return async () => {
    stop();
    await firestore.terminate();
  };
}

/** The typed client, through the function. */
function watchByListen({ url, path, onNumbers }: WatchedCollection): () => Promise<void> {
  const token = sign(idTokenClaims(PROJECT, { sub: "watcher" }));
  const headers = () => Promise.resolve({ authorization: `Bearer ${token}` });
  const door = { url, headers, onUser: () => () => {} };
  const queries = new LiveQueries({ door, clock: ownClock(), database: undefined });
  const watch = watchQuery<NumberedDocument>(queries, { collection: path, limit: 100 }, {});
  const over = (async () => {
    for await (const { changes } of watch)
      onNumbers(changes.flatMap((change) => ("document" in change ? change.document.data.n : [])));
  })();
  return async () => {
    await watch.return();
    await over;
  };
}
