import { randomUUID } from "node:crypto";
import {
  arrayRemove,
  arrayUnion,
  average,
  Bytes,
  collection,
  collectionGroup,
  count,
  doc,
  GeoPoint,
  getAggregate,
  getDoc,
  getDocs,
  increment,
  initializeFirestore,
  maximum,
  minimum,
  query,
  serverTimestamp,
  setDoc,
  sum,
  Timestamp,
  updateDoc,
  vector,
  where,
  writeBatch,
  type CollectionReference,
  type Firestore,
} from "firebase/firestore/lite";
import { Production } from "./support/production.ts";
import { signedApp } from "./support/signed-client.ts";

let production: Production;
let firestore: Firestore;
let values: CollectionReference;
const uid = `ada-${randomUUID()}`;

beforeAll(async () => {
  production = await Production.start("test/fixtures/collections");
  const { url } = await production.instance("database");
  const { app } = signedApp({ sub: uid });
  firestore = initializeFirestore(app, { host: new URL(url).host, ssl: false });
  values = collection(firestore, "values");
});
afterAll(() => production.stop());

test("every value comes back as it went in", async () => {
  const ref = doc(values, randomUUID());
  const data = {
    null: null,
    yes: true,
    integer: 7,
    double: 0.5,
    large: 2 ** 60,
    notANumber: NaN,
    infinite: -Infinity,
    zero: -0,
    text: "ü\u0000",
    bytes: Bytes.fromUint8Array(new Uint8Array([255, 254])),
    time: new Timestamp(1_800_000_000, 123_456_000),
    point: new GeoPoint(-1.5, 2),
    reference: doc(values, "other"),
    vector: vector([1, 0.5, -2]),
    array: [1, { a: [] }],
    map: { $increment: 1, deep: { er: {} } },
  };
  await setDoc(ref, data);
  const stored = (await getDoc(ref)).data() as typeof data;
  expect({ ...stored, reference: stored.reference.path }).toEqual({
    ...data,
    reference: data.reference.path,
  });
  expect(Object.is(stored.zero, -0)).toBe(true);
});

test("every transform comes to what Firestore makes of it", async () => {
  const ref = doc(values, randomUUID());
  await setDoc(ref, { n: 1, low: 1, high: 1, list: [1, 2], at: serverTimestamp() });
  await updateDoc(ref, {
    n: increment(2),
    low: minimum(0),
    high: maximum(9),
    list: arrayUnion(3),
    "deep.at": serverTimestamp(),
  });
  await updateDoc(ref, { list: arrayRemove(1) });
  const stored = (await getDoc(ref)).data();
  expect(stored).toMatchObject({ n: 3, low: 0, high: 9, list: [2, 3] });
  expect(stored?.["at"]).toBeInstanceOf(Timestamp);
  expect((await getDoc(ref)).get("deep.at")).toBeInstanceOf(Timestamp);
});

test("sums and averages", async () => {
  // A range of the test's own.
  const start = 7e12;
  await Promise.all([1, 2, 6].map((n) => setDoc(doc(values, randomUUID()), { n: start + n })));
  const own = query(values, where("n", ">", start), where("n", "<", start + 10));
  const snapshot = await getAggregate(own, { total: sum("n"), mean: average("n"), all: count() });
  expect(snapshot.data()).toEqual({ total: 3 * start + 9, mean: start + 3, all: 3 });
});

test("a query of more documents than one page has answers them all, in order", async () => {
  const shapes = collection(firestore, "shapes");
  const kind = randomUUID();
  const batch = writeBatch(firestore);
  for (let n = 0; n < 250; n += 1) {
    batch.set(doc(shapes, `${kind}-${String(n).padStart(3, "0")}`), { kind, n });
  }
  await batch.commit();
  const found = await getDocs(query(shapes, where("kind", "==", kind)));
  expect(found.docs.map((one) => one.get("n") as number)).toEqual(
    Array.from({ length: 250 }, (_, n) => n),
  );
});

test("collection groups that are open are found", async () => {
  const by = uid;
  const parent = randomUUID();
  await setDoc(doc(firestore, "values", parent, "comments", "one"), { text: "hi", by });
  const found = await getDocs(query(collectionGroup(firestore, "comments"), where("by", "==", by)));
  expect(found.docs.map(({ ref }) => ref.path)).toEqual([`values/${parent}/comments/one`]);
});
