import {
  addDoc,
  collection,
  deleteDoc,
  doc,
  onSnapshot,
  orderBy,
  query,
  runTransaction,
  updateDoc,
  type FirestoreDataConverter,
} from "firebase/firestore";
import { firestore } from "./firebase.ts";

interface Note {
  readonly text: string;
  readonly pinned: boolean;
}

export interface ListedNote extends Note {
  readonly id: string;
  /** Whether it is still to be sent. */
  readonly isPending: boolean;
}

export interface NoteList {
  readonly notes: readonly ListedNote[];
  /** Whether it is what this device knows, since the database does not answer. */
  readonly isFromCache: boolean;
}

const converter: FirestoreDataConverter<Note> = {
  toFirestore: ({ text, pinned = false }) => ({ text, pinned }),
  fromFirestore: (snapshot) => ({
    text: String(snapshot.get("text")),
    pinned: snapshot.get("pinned") === true,
  }),
};

/** Somebody's notes: what is changed shows at once, and is sent when it can be. */
export class Notes {
  readonly #notes;

  constructor(uid: string) {
    this.#notes = collection(firestore, "users", uid, "notes").withConverter(converter);
  }

  /** Tells the list now and whenever it changes, the pinned ones first. @returns what ends it */
  watch(tell: (list: NoteList) => void, fail: (error: Error) => void): () => void {
    const sorted = query(this.#notes, orderBy("pinned", "desc"));
    return onSnapshot(
      sorted,
      { includeMetadataChanges: true },
      ({ docs, metadata }) => {
        const notes = docs.map((note) => {
          const { id, metadata: of } = note;
          return { ...note.data(), id, isPending: of.hasPendingWrites };
        });
        tell({ notes, isFromCache: metadata.fromCache });
      },
      fail,
    );
  }

  async add(text: string): Promise<void> {
    await addDoc(this.#notes, { text, pinned: false });
  }

  pin({ id, pinned }: ListedNote): Promise<void> {
    return updateDoc(doc(this.#notes, id), { pinned: !pinned });
  }

  delete({ id }: ListedNote): Promise<void> {
    return deleteDoc(doc(this.#notes, id));
  }

  /** Stores another text, unless somebody has changed it meanwhile. @returns the text that is stored */
  edit({ id, text: before }: ListedNote, text: string): Promise<string> {
    const note = doc(this.#notes, id);
    return runTransaction(firestore, async (transaction) => {
      const stored = (await transaction.get(note)).data()?.text ?? "";
      if (stored !== before) return stored;
      transaction.update(note, { text });
      return text;
    });
  }
}
