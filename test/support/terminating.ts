import { initializeApp } from "firebase/app";
import { doc, initializeFirestore, onSnapshot, setDoc, terminate } from "firebase/firestore";
import { onWriteDelay } from "../../packages/transport/src/index.ts";

/** A server that renders a page: it listens, has a listener and a write that wait, and terminates Firestore. */
const [, , host = "", waitingRead = "", waitingWrite = ""] = process.argv;
const firestore = initializeFirestore(initializeApp({ projectId: "demo-server" }), {
  host,
  ssl: false,
});
const delayed = new Promise<void>((resolve) => void onWriteDelay(() => resolve()));
await new Promise<void>((resolve) => {
  onSnapshot(doc(firestore, "rows/one"), ({ metadata }) => {
    if (!metadata.fromCache) resolve();
  });
});
onSnapshot(doc(firestore, `rows/${waitingRead}`), () => undefined);
setDoc(doc(firestore, `rows/${waitingWrite}`), {}).catch(() => undefined);
await delayed;
await terminate(firestore);
process.stdout.write("terminated");
