import type { Firestore } from "firebase/firestore";
import type { FullSdk } from "./full-sdk.ts";

type Write = (firestore: Firestore, id: string) => Promise<unknown>;

/** The SDK's functions that write by its queue, each at a document or in a collection of this id. */
export const SDK_WRITES = {
  setDoc:
    ({ firestore: { doc, setDoc } }) =>
    (firestore, id) =>
      setDoc(doc(firestore, `rows/${id}`), {}),
  updateDoc:
    ({ firestore: { doc, updateDoc } }) =>
    (firestore, id) =>
      updateDoc(doc(firestore, `rows/${id}`), { n: 1 }),
  deleteDoc:
    ({ firestore: { doc, deleteDoc } }) =>
    (firestore, id) =>
      deleteDoc(doc(firestore, `rows/${id}`)),
  addDoc:
    ({ firestore: { collection, addDoc } }) =>
    (firestore, id) =>
      addDoc(collection(firestore, id), {}),
  writeBatch:
    ({ firestore: { doc, writeBatch } }) =>
    (firestore, id) =>
      writeBatch(firestore)
        .set(doc(firestore, `rows/${id}`), {})
        .commit(),
  "setDoc without a network":
    ({ firestore: { doc, setDoc, disableNetwork, enableNetwork } }) =>
    async (firestore, id) => {
      await disableNetwork(firestore);
      const write = setDoc(doc(firestore, `rows/${id}`), {});
      write.catch(() => undefined);
      await enableNetwork(firestore);
      return write;
    },
} as const satisfies Readonly<Record<string, (sdk: FullSdk) => Write>>;

export const SDK_WRITE_NAMES = Object.keys(SDK_WRITES) as readonly (keyof typeof SDK_WRITES)[];
