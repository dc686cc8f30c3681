import { randomUUID } from "node:crypto";
import {
  addDoc,
  collection,
  deleteDoc,
  doc,
  getCount,
  getDoc,
  getDocs,
  increment,
  initializeFirestore,
  query,
  runTransaction,
  setDoc,
  updateDoc,
  where,
  type Firestore,
} from "firebase/firestore/lite";
import { emulators } from "./support/emulators.ts";
import { appAs } from "./support/gateway.ts";

jest.setTimeout(60_000);

async function firestoreAs(uid: string): Promise<Firestore> {
  const { app } = await appAs({ uid });
  const { host } = new URL(emulators.functions);
  return initializeFirestore(app, {
    host: `${host}/${emulators.project}/us-central1/database`,
    ssl: false,
  });
}

const uid = `ada-${randomUUID()}`;
let firestore: Firestore;

beforeAll(async () => {
  firestore = await firestoreAs(uid);
});

test("what is set is there, updated, and gone once it is deleted", async () => {
  const note = doc(firestore, "users", uid, "notes", "one");
  expect((await getDoc(note)).exists()).toBe(false);
  await setDoc(note, { text: "Milk" });
  expect((await getDoc(note)).data()).toEqual({ text: "Milk" });
  await updateDoc(note, { pinned: true });
  expect((await getDoc(note)).data()).toEqual({ text: "Milk", pinned: true });
  await deleteDoc(note);
  expect((await getDoc(note)).exists()).toBe(false);
});

test("queries and counts", async () => {
  const notes = collection(firestore, "users", uid, "notes");
  const { id } = await addDoc(notes, { text: "Bread", pinned: true });
  await addDoc(notes, { text: "Water" });
  const pinned = query(notes, where("pinned", "==", true));
  const found = await getDocs(pinned);
  expect(found.docs.map((one) => one.id)).toEqual([id]);
  expect((await getCount(notes)).data()).toEqual({ count: 2 });
});

test("a transaction is tried again on what another has written meanwhile", async () => {
  const note = doc(firestore, "users", uid, "notes", "shared");
  await setDoc(note, { text: "0" });
  let attempts = 0;
  await runTransaction(firestore, async (transaction) => {
    const { text } = (await transaction.get(note)).data() as { text: string };
    attempts += 1;
    if (attempts === 1) await setDoc(note, { text: "10" });
    transaction.set(note, { text: String(Number(text) + 1) });
  });
  expect((await getDoc(note)).data()).toEqual({ text: "11" });
  expect(attempts).toBe(2);
  expect(increment).toBeDefined();
});
