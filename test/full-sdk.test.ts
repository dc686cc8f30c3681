import { randomUUID } from "node:crypto";
import type {
  DocumentSnapshot,
  Firestore,
  FirestoreSettings,
  Query,
  QueryConstraint,
  QuerySnapshot,
} from "firebase/firestore";
import { CuttableGateway } from "./support/cuttable-gateway.ts";
import { emulators } from "./support/emulators.ts";
import { firestoreBundle } from "./support/firestore-bundle.ts";
import type { FullSdk } from "./support/full-sdk.ts";
import { newRun } from "./support/new-run.ts";
import { SdkUsers } from "./support/sdk-users.ts";
import { until } from "./support/until.ts";

/**
 * What `firebase/firestore` exports, each function through the gateway as it runs in production.
 * What needs a browser is in full-sdk.browser.test.ts.
 */
let sdk: FullSdk;
let users: SdkUsers;
let gateway: CuttableGateway;

beforeAll(async () => {
  [users, gateway] = await Promise.all([
    SdkUsers.load(),
    CuttableGateway.start({ collections: "test/fixtures/full-sdk" }),
  ]);
  ({ sdk } = users);
});

afterEach(async () => {
  gateway.isDown = false;
  await users.signOutAll();
});

afterAll(() => gateway.close());

function signIn(settings: FirestoreSettings = {}): Firestore {
  return users.signIn({ host: gateway.host, ...settings }).firestore;
}

/** A collection with these documents, each with its number `n`. */
async function filled(firestore: Firestore, numbers: Readonly<Record<string, number>>) {
  const { collection, doc, writeBatch } = sdk.firestore;
  const rows = collection(firestore, newRun());
  const batch = writeBatch(firestore);
  for (const [id, n] of Object.entries(numbers)) batch.set(doc(rows, id), { n });
  await batch.commit();
  return rows;
}

const idsOf = ({ docs }: QuerySnapshot): readonly string[] => docs.map(({ id }) => id);

test("a database is begun once, and is the one that is got; terminated it answers no more", async () => {
  const { getFirestore, getDoc, doc, terminate } = sdk.firestore;
  const firestore = signIn();
  expect(getFirestore(firestore.app)).toBe(firestore);
  expect((await getDoc(doc(firestore, `${newRun()}/none`))).exists()).toBe(false);
  await terminate(firestore);
  expect(() => getDoc(doc(firestore, "laws/none"))).toThrow(/terminated/);
});

test("a database is begun by initializeFirestore with each cache in memory", async () => {
  const {
    initializeFirestore,
    memoryLocalCache,
    memoryEagerGarbageCollector,
    memoryLruGarbageCollector,
    setDoc,
    doc,
    getDoc,
    getDocFromCache,
    terminate,
  } = sdk.firestore;
  const path = `${newRun()}/one`;
  await setDoc(doc(signIn(), path), { n: 1 });
  for (const [garbageCollector, isKept] of [
    [memoryEagerGarbageCollector(), false],
    [memoryLruGarbageCollector(), true],
  ] as const) {
    const app = sdk.app.initializeApp({ projectId: emulators.project }, randomUUID());
    const localCache = memoryLocalCache({ garbageCollector });
    const anonymous = initializeFirestore(app, { host: gateway.host, ssl: false, localCache });
    expect((await getDoc(doc(anonymous, path))).get("n")).toBe(1);
    const cached = getDocFromCache(doc(anonymous, path)).then(
      () => true,
      () => false,
    );
    expect(await cached).toBe(isKept);
    await terminate(anonymous);
    await sdk.app.deleteApp(app);
  }
});

describe("documents", () => {
  test("what is added, set, merged, updated and deleted is so, here and at the server", async () => {
    const firestore = signIn();
    const { collection, addDoc, getDoc, setDoc, updateDoc, deleteDoc } = sdk.firestore;
    const { deleteField, getDocFromServer, refEqual, snapshotEqual } = sdk.firestore;
    const added = await addDoc(collection(firestore, newRun()), { a: 1 });
    await setDoc(added, { b: 2 }, { merge: true });
    await updateDoc(added, { a: deleteField(), "c.d": 3 });
    const here = await getDoc(added);
    const there = await getDocFromServer(added);
    expect(here.data()).toEqual({ b: 2, c: { d: 3 } });
    expect(there.data()).toEqual(here.data());
    expect(refEqual(here.ref, there.ref)).toBe(true);
    expect(snapshotEqual(here, here)).toBe(true);
    await deleteDoc(added);
    expect((await getDocFromServer(added)).exists()).toBe(false);
  });

  test("transforms are the server's", async () => {
    const { doc, setDoc, getDoc, serverTimestamp, Timestamp } = sdk.firestore;
    const { increment, minimum, maximum, arrayUnion, arrayRemove } = sdk.firestore;
    const one = doc(signIn(), `${newRun()}/one`);
    await setDoc(one, { n: 1, low: 5, high: 5, list: ["a", "b"] });
    await setDoc(
      one,
      {
        n: increment(2),
        low: minimum(3),
        high: maximum(7),
        list: arrayUnion("c"),
        at: serverTimestamp(),
      },
      { merge: true },
    );
    await setDoc(one, { list: arrayRemove("a") }, { merge: true });
    const { at, ...rest } = (await getDoc(one)).data() ?? {};
    expect(rest).toEqual({ n: 3, low: 3, high: 7, list: ["b", "c"] });
    expect(at).toBeInstanceOf(Timestamp);
  });

  test("values of every kind come back as they went in", async () => {
    const { doc, setDoc, getDocFromServer, vector, Bytes, GeoPoint, Timestamp } = sdk.firestore;
    const firestore = signIn();
    const one = doc(firestore, `${newRun()}/one`);
    const values = {
      nothing: null,
      yes: true,
      int: 9_007_199_254_740_991,
      double: 0.5,
      infinite: -Infinity,
      text: "ü\u0000😀",
      bytes: Bytes.fromUint8Array(new Uint8Array([0, 255])),
      when: new Timestamp(1, 123_456_000),
      where: new GeoPoint(1.5, -2.5),
      what: doc(firestore, "laws/one"),
      vector: vector([1, 2.5]),
      nested: { list: [1, { "a.b": "c" }] },
    };
    await setDoc(one, values);
    const stored = (await getDocFromServer(one)).data() ?? {};
    const { what, ...others } = stored as { readonly what: typeof values.what };
    const { what: sent, ...rest } = values;
    expect(sdk.firestore.refEqual(what, sent)).toBe(true);
    expect(JSON.stringify(others)).toBe(JSON.stringify(rest));
  });

  test("a batch is applied as a whole, and a transaction on what it has read", async () => {
    const { doc, getDoc, runTransaction, setDoc, writeBatch } = sdk.firestore;
    const firestore = signIn();
    const [one, other] = ["one", "other"].map((id) => doc(firestore, `${newRun()}/${id}`));
    if (one === undefined || other === undefined) throw new Error("two are made");
    await setDoc(one, { n: 1 });
    const broken = writeBatch(firestore).set(one, { n: 9 }).update(other, { n: 9 }).commit();
    await expect(broken).rejects.toMatchObject({ code: "not-found" });
    let attempts = 0;
    await runTransaction(firestore, async (transaction) => {
      const n = Number((await transaction.get(one)).get("n"));
      if ((attempts += 1) === 1) await setDoc(one, { n: 10 });
      transaction.set(other, { n: n + 1 });
    });
    expect((await getDoc(other)).get("n")).toBe(11);
  });

  test("a transaction deletes what it found missing, and writes it then", async () => {
    const { doc, getDoc, runTransaction } = sdk.firestore;
    const missing = doc(signIn(), `${newRun()}/missing`);
    for (const mayWrite of [false, true]) {
      await runTransaction(missing.firestore, async (transaction) => {
        await transaction.get(missing);
        transaction.delete(missing);
        if (mayWrite) transaction.set(missing, { n: 1 });
      });
      expect((await getDoc(missing)).exists()).toBe(mayWrite);
    }
  });
});

describe("queries", () => {
  test("find, order, start, end and limit", async () => {
    const { query, where, or, and, orderBy, limit, limitToLast, getDocs } = sdk.firestore;
    const { startAt, startAfter, endAt, endBefore, documentId, queryEqual } = sdk.firestore;
    const rows = await filled(signIn(), { a: 1, b: 2, c: 3, d: 4 });
    const found = async (...constraints: QueryConstraint[]) =>
      idsOf(await getDocs(query(rows, ...constraints))).join("");
    expect(await found(where("n", ">", 1), where("n", "<=", 3))).toBe("bc");
    expect(await found(where("n", "in", [1, 4]))).toBe("ad");
    expect(await found(orderBy("n", "desc"), limit(2))).toBe("dc");
    expect(await found(orderBy("n"), limitToLast(2))).toBe("cd");
    expect(await found(orderBy("n"), startAt(2), endAt(3))).toBe("bc");
    expect(await found(orderBy("n"), startAfter(2), endBefore(4))).toBe("c");
    const either = query(rows, or(where("n", "==", 1), where("n", "==", 4)));
    expect(idsOf(await getDocs(either)).join("")).toBe("ad");
    const both = query(rows, and(where("n", "==", 2), where(documentId(), "==", "b")));
    expect(idsOf(await getDocs(both)).join("")).toBe("b");
    expect(queryEqual(both, both)).toBe(true);
  });

  test("of a collection group are refused where no definition opens it", async () => {
    const { collectionGroup, getDocsFromServer } = sdk.firestore;
    await expect(getDocsFromServer(collectionGroup(signIn(), "letters"))).rejects.toMatchObject({
      code: "permission-denied",
    });
  });

  test("are counted, summed up and averaged by the server", async () => {
    const { count, sum, average, getCountFromServer, getAggregateFromServer } = sdk.firestore;
    const { aggregateFieldEqual, aggregateQuerySnapshotEqual } = sdk.firestore;
    const rows = await filled(signIn(), { a: 1, b: 2, c: 6 });
    const counted = await getCountFromServer(rows);
    expect(counted.data()).toEqual({ count: 3 });
    const all = { many: count(), total: sum("n"), mean: average("n") };
    expect((await getAggregateFromServer(rows, all)).data()).toEqual({
      many: 3,
      total: 9,
      mean: 3,
    });
    expect(aggregateFieldEqual(all.total, sum("n"))).toBe(true);
    expect(aggregateQuerySnapshotEqual(counted, await getCountFromServer(rows))).toBe(true);
  });
});

describe("listeners, the cache and the network", () => {
  test("a listener hears what is written here at once, and what others write", async () => {
    const { onSnapshot, onSnapshotsInSync, doc, setDoc, getDocs } = sdk.firestore;
    const firestore = signIn();
    const rows = await filled(firestore, { a: 1 });
    const heard: QuerySnapshot[] = [];
    let inSync = 0;
    const stopSync = onSnapshotsInSync(firestore, () => void (inSync += 1));
    const stop = onSnapshot(rows, (snapshot) => void heard.push(snapshot));
    await until(() => heard.at(-1)?.size === 1);
    const written = setDoc(doc(rows, "b"), { n: 2 });
    await until(() => heard.at(-1)?.size === 2);
    expect(heard.at(-1)?.metadata.hasPendingWrites).toBe(true);
    await written;
    await setDoc(doc(signIn(), `${rows.path}/c`), { n: 3 });
    await until(() => heard.at(-1)?.size === 3);
    expect(heard.at(-1)?.docChanges()).toMatchObject([{ type: "added", newIndex: 2 }]);
    expect(idsOf(await getDocs(rows))).toEqual(["a", "b", "c"]);
    expect(inSync).toBeGreaterThan(0);
    stop();
    stopSync();
  });

  test("a refusal comes to the listener, with its code", async () => {
    const { onSnapshot, doc, collection } = sdk.firestore;
    const firestore = signIn();
    const refusals: string[] = [];
    const hear = (target: Query) =>
      onSnapshot(target, { next: () => undefined, error: ({ code }) => void refusals.push(code) });
    hear(collection(firestore, "nowhere"));
    onSnapshot(doc(firestore, "nowhere/one"), {
      next: () => undefined,
      error: ({ code }) => void refusals.push(code),
    });
    await until(() => refusals.length === 2);
    expect(refusals).toEqual(["permission-denied", "permission-denied"]);
  });

  test("without a network the cache answers, and what was written waits until there is one", async () => {
    const { disableNetwork, enableNetwork, waitForPendingWrites, doc, setDoc } = sdk.firestore;
    const { getDocFromCache, getDocsFromCache, getDocsFromServer, onSnapshot } = sdk.firestore;
    const firestore = signIn();
    const rows = await filled(firestore, { a: 1 });
    let size = 0;
    const stop = onSnapshot(rows, (snapshot) => void ({ size } = snapshot));
    await until(() => size === 1);
    await disableNetwork(firestore);
    const written = setDoc(doc(rows, "b"), { n: 2 });
    expect(idsOf(await getDocsFromCache(rows))).toEqual(["a", "b"]);
    expect((await getDocFromCache(doc(rows, "b"))).get("n")).toBe(2);
    await expect(getDocsFromServer(rows)).rejects.toMatchObject({ code: "unavailable" });
    await enableNetwork(firestore);
    await waitForPendingWrites(firestore);
    await written;
    expect(idsOf(await getDocsFromServer(rows))).toEqual(["a", "b"]);
    stop();
  });
});

describe("bundles", () => {
  test("a bundle is loaded, and its query by name goes on at the server", async () => {
    const { loadBundle, namedQuery, getDocsFromCache, getDocsFromServer } = sdk.firestore;
    const firestore = signIn();
    const { path } = await filled(firestore, { a: 1, b: 2 });
    const name = randomUUID();
    const bundle = firestoreBundle(emulators.project, {
      name,
      collection: path,
      documents: { a: 1 },
    });
    const progress = await loadBundle(firestore, bundle);
    expect(progress).toMatchObject({ taskState: "Success", documentsLoaded: 1 });
    const query = await namedQuery(firestore, name);
    if (query === null) throw new Error("the bundle names it");
    expect(idsOf(await getDocsFromCache(query))).toContain("a");
    expect(idsOf(await getDocsFromServer(query))).toEqual(["a", "b"]);
  });

  test("snapshots of a server are read, and resumed by a listener", async () => {
    const { documentSnapshotFromJSON, querySnapshotFromJSON, onSnapshotResume } = sdk.firestore;
    const firestore = signIn();
    const { path } = await filled(firestore, { a: 1, b: 2 });
    const query = { name: randomUUID(), collection: path, documents: { a: 1 } };
    const bundle = firestoreBundle(emulators.project, query);
    const ofDocument = {
      type: "firestore/documentSnapshot/1.0",
      bundleSource: "DocumentSnapshot",
      bundleName: `${path}/a`,
      bundle,
    };
    const ofQuery = {
      type: "firestore/querySnapshot/1.0",
      bundleSource: "QuerySnapshot",
      bundleName: query.name,
      bundle,
    };
    expect(documentSnapshotFromJSON(firestore, ofDocument).data()).toEqual({ n: 1 });
    expect(idsOf(querySnapshotFromJSON(firestore, ofQuery))).toEqual(["a"]);
    const heard: (DocumentSnapshot | QuerySnapshot)[] = [];
    const stop = onSnapshotResume(firestore, ofQuery, (snapshot: QuerySnapshot) => {
      heard.push(snapshot);
    });
    await until(() => (heard.at(-1) as QuerySnapshot | undefined)?.size === 2);
    stop();
  });
});
