import { randomUUID } from "node:crypto";
import {
  addDoc,
  aggregateFieldEqual,
  aggregateQuerySnapshotEqual,
  and,
  collection,
  collectionGroup,
  count,
  deleteDoc,
  deleteField,
  doc,
  documentId,
  endAt,
  endBefore,
  getAggregate,
  getCount,
  getDoc,
  getDocs,
  getFirestore,
  increment,
  initializeFirestore,
  limit,
  limitToLast,
  or,
  orderBy,
  query,
  queryEqual,
  refEqual,
  runTransaction,
  setDoc,
  setLogLevel,
  snapshotEqual,
  startAfter,
  startAt,
  terminate,
  updateDoc,
  where,
  writeBatch,
  type CollectionReference,
  type Firestore,
  type Query,
  type QueryConstraint,
} from "firebase/firestore/lite";
import { UNKNOWN_MOVIE } from "../tools/start/example-data.ts";
import { emulators } from "./support/emulators.ts";
import { appAs, type Who } from "./support/gateway.ts";

// It warns of each refusal that is expected here.
setLogLevel("silent");

async function idsOf(found: Query): Promise<string[]> {
  return (await getDocs(found)).docs.map(({ id }) => id);
}

describe("in the emulators, with the collections that are shipped", () => {
  const uid = `ada-${randomUUID()}`;
  let ada: Firestore;
  let notes: CollectionReference;

  beforeAll(async () => {
    ada = await firestoreAs({ uid });
    notes = collection(ada, "users", uid, "notes");
  });

  async function firestoreAs(who: Who): Promise<Firestore> {
    const { app } = await appAs(who);
    const { host } = new URL(emulators.functions);
    const path = `${emulators.project}/us-central1/database`;
    const firestore = initializeFirestore(app, { host: `${host}/${path}`, ssl: false });
    expect(getFirestore(app)).toBe(firestore);
    return firestore;
  }

  test("what is set is there, merged, updated, and gone once it is deleted", async () => {
    const note = doc(notes, "one");
    expect((await getDoc(note)).exists()).toBe(false);
    await setDoc(note, { text: "Milk", pinned: true });
    expect((await getDoc(note)).data()).toEqual({ text: "Milk", pinned: true });
    await setDoc(note, { text: "Bread" }, { merge: true });
    await updateDoc(note, { pinned: deleteField() });
    const snapshot = await getDoc(note);
    expect(snapshot.data()).toEqual({ text: "Bread" });
    expect(refEqual(snapshot.ref, note)).toBe(true);
    expect(snapshotEqual(snapshot, snapshot)).toBe(true);
    await deleteDoc(note);
    expect((await getDoc(note)).exists()).toBe(false);
  });

  test("ids that a URL or its parser could take for something else are themselves", async () => {
    for (const id of ["a:b", "a b", "a%2Fb", "ü", "a:commit", "100%", "a+b"]) {
      await setDoc(doc(notes, id), { text: id });
      expect((await getDoc(doc(notes, id))).data()).toEqual({ text: id });
      await deleteDoc(doc(notes, id));
    }
  });

  test("queries find, order, start, end and limit", async () => {
    const own = collection(ada, "users", uid, "notes");
    const ids = ["a", "b", "c", "d"];
    const batch = writeBatch(ada);
    ids.forEach((id, n) => batch.set(doc(own, id), { text: id, pinned: n < 2 }));
    await batch.commit();
    const found = (...constraints: QueryConstraint[]) => idsOf(query(own, ...constraints));
    expect(await found()).toEqual(ids);
    expect(await found(where("pinned", "==", true))).toEqual(["a", "b"]);
    expect(await found(where("pinned", "in", [true, false]), limit(3))).toHaveLength(3);
    expect(await found(orderBy(documentId()), startAt("b"), endAt("c"))).toEqual(["b", "c"]);
    expect(await found(orderBy(documentId()), startAfter("b"), endBefore("d"))).toEqual(["c"]);
    expect(await found(orderBy("pinned"), limitToLast(2))).toEqual(["a", "b"]);
    const either = or(where("pinned", "==", true), where(documentId(), "==", "d"));
    expect(await idsOf(query(own, either))).toEqual(["a", "b", "d"]);
    const both = and(where("pinned", "==", true), where(documentId(), ">", "a"));
    expect(await idsOf(query(own, both))).toEqual(["b"]);
    expect(queryEqual(query(own, both), query(own, both))).toBe(true);
    await Promise.all(ids.map((id) => deleteDoc(doc(own, id))));
  });

  test("counts are counted, of what a query finds", async () => {
    const { id } = await addDoc(notes, { text: "Bread", pinned: true });
    await addDoc(notes, { text: "Water" });
    const pinned = query(notes, where("pinned", "==", true));
    const counted = await getCount(pinned);
    expect(counted.data()).toEqual({ count: 1 });
    expect(aggregateQuerySnapshotEqual(counted, await getCount(pinned))).toBe(true);
    expect(await idsOf(pinned)).toEqual([id]);
  });

  test("sums and averages are of what a query finds", async () => {
    const catalog = await firestoreAs({ service: "catalog" });
    const rated = query(collection(catalog, "movies"), where("Director", "==", uid));
    const movie = {
      ...UNKNOWN_MOVIE,
      Title: "A",
      Director: uid,
    };
    await setDoc(doc(catalog, "movies", `${uid}-1`), { ...movie, "IMDB Votes": 10 });
    await setDoc(doc(catalog, "movies", `${uid}-2`), { ...movie, "IMDB Votes": 20 });
    const all = count();
    const { data } = await aggregated(rated, all);
    expect(data).toEqual({ all: 2 });
    expect(aggregateFieldEqual(all, count())).toBe(true);
    await updateDoc(doc(catalog, "movies", `${uid}-1`), { "IMDB Votes": increment(5) });
    const { data: votes } = await aggregated(rated, all);
    expect(votes).toEqual({ all: 2 });
    expect((await getDoc(doc(catalog, "movies", `${uid}-1`))).get("IMDB Votes")).toBe(15);
  });

  async function aggregated(found: Query, all: ReturnType<typeof count>) {
    const snapshot = await getAggregate(found, { all });
    return { data: snapshot.data() };
  }

  test("a transaction is tried again on what another has written meanwhile", async () => {
    const note = doc(notes, "shared");
    await setDoc(note, { text: "0" });
    let attempts = 0;
    await runTransaction(ada, async (transaction) => {
      const text = String((await transaction.get(note)).get("text"));
      attempts += 1;
      if (attempts === 1) await setDoc(note, { text: "10" });
      transaction.update(note, { text: String(Number(text) + 1) });
    });
    expect((await getDoc(note)).data()).toEqual({ text: "11" });
    expect(attempts).toBe(2);
  });

  test("a transaction that finds nothing makes it, and one that only reads writes nothing", async () => {
    const note = doc(notes, `new-${randomUUID()}`);
    const before = await runTransaction(ada, async (transaction) => {
      const { length } = (await transaction.get(note)).id;
      transaction.set(note, { text: "made" });
      return length;
    });
    expect(before).toBe(note.id.length);
    const text: unknown = await runTransaction(ada, async (transaction) =>
      String((await transaction.get(note)).get("text")),
    );
    expect(text).toBe("made");
  });

  test("a batch is applied as a whole or not at all, several writes of one document in order", async () => {
    const [first, second] = [doc(notes, "batch-1"), doc(notes, "batch-2")];
    await writeBatch(ada)
      .set(first, { text: "a" })
      .update(first, { text: "b", pinned: true })
      .set(second, { text: "c" })
      .delete(second)
      .commit();
    expect((await getDoc(first)).data()).toEqual({ text: "b", pinned: true });
    expect((await getDoc(second)).exists()).toBe(false);
    const broken = writeBatch(ada).set(first, { text: "z" }).update(second, { text: "z" });
    await expect(broken.commit()).rejects.toMatchObject({ code: "not-found" });
    expect((await getDoc(first)).get("text")).toBe("b");
  });

  test("what a policy, a schema or a declaration does not let through is refused", async () => {
    const bob = doc(ada, "users", "bob", "notes", "one");
    const refused = { code: "permission-denied" };
    await expect(getDoc(bob)).rejects.toMatchObject(refused);
    await expect(setDoc(bob, { text: "x" })).rejects.toMatchObject(refused);
    await expect(getDocs(collection(ada, "users/bob/notes"))).rejects.toMatchObject(refused);
    await expect(getDocs(collectionGroup(ada, "notes"))).rejects.toMatchObject(refused);
    await expect(getDoc(doc(ada, "nowhere", "x"))).rejects.toMatchObject(refused);
    // Of 400 the SDK makes failed-precondition, whatever the answer says.
    const invalid = { code: "failed-precondition" };
    await expect(setDoc(doc(notes, "x"), { text: 1 })).rejects.toMatchObject(invalid);
    await expect(setDoc(doc(notes, "x"), { text: "x", more: 1 })).rejects.toMatchObject(invalid);
  });

  test("who is not signed in is nobody", async () => {
    const nobody = await firestoreAs("anonymous");
    expect((await getDoc(doc(nobody, "movies", "none"))).exists()).toBe(false);
    await expect(getDoc(doc(nobody, "users", uid, "notes", "one"))).rejects.toMatchObject({
      code: "permission-denied",
    });
    await terminate(nobody);
  });
});
