import type { Firestore, QuerySnapshot } from "firebase/firestore";
import { documentPath } from "../rows.ts";
import { sampleDocument } from "../sample-document.ts";
import type { BundledSdk } from "./load-sdk.ts";

/** No two documents that are written are alike: what changes nothing costs the gateway a round trip more. */
let written = 0;

function nextDocument() {
  written += 1;
  return sampleDocument(written);
}

/** What an app asks of Firebase's full SDK. */
export interface FullRow {
  /** The function of the SDK. */
  readonly title: string;
  /** Ends when the server has answered. */
  readonly ask: (sdk: BundledSdk, firestore: Firestore, number: number) => Promise<unknown>;
}

export const FULL_ROWS: readonly FullRow[] = [
  {
    title: "getDoc",
    ask: ({ firestore: { doc, getDocFromServer } }, firestore, number) =>
      getDocFromServer(doc(firestore, documentPath("open", number))),
  },
  {
    title: "onSnapshot of 50, the first",
    ask: ({ firestore: { collection, limit, onSnapshot, query } }, firestore) =>
      new Promise<void>((resolve, reject) => {
        const first = query(collection(firestore, "open"), limit(50));
        const stop = onSnapshot(
          first,
          { includeMetadataChanges: true },
          ({ metadata }: QuerySnapshot) => {
            if (metadata.fromCache) return;
            queueMicrotask(() => stop());
            resolve();
          },
          reject,
        );
      }),
  },
  {
    title: "setDoc, alone in the queue",
    ask: ({ firestore: { doc, setDoc } }, firestore, number) =>
      setDoc(doc(firestore, documentPath("open", number)), nextDocument()),
  },
  {
    title: "10 setDoc in the queue",
    ask: ({ firestore: { doc, setDoc } }, firestore, number) =>
      Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          setDoc(doc(firestore, documentPath("open", number + index)), nextDocument()),
        ),
      ),
  },
];
