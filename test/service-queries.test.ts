import {
  AggregateField,
  Bytes,
  FieldPath,
  FieldValue,
  Filter,
  GeoPoint,
  Int32Value,
  MinKey,
  Timestamp,
  type CollectionReference,
  type Firestore,
  type QueryDocumentSnapshot,
} from "@google-cloud/firestore";
import { randomUUID } from "node:crypto";
import { Production } from "./support/production.ts";
import { productionFirestore } from "./support/production-firestore.ts";

/** Queries and values of Google's server library through an instance as in production. */
let production: Production;
let db: Firestore;
let values: CollectionReference;

beforeAll(async () => {
  production = await Production.start("test/fixtures/collections");
  db = productionFirestore(await production.instance("database"), { sub: "ada" });
  values = db.collection("values");
});
afterAll(async () => {
  await db.terminate();
  await production.stop();
});

test("the nearest vectors come nearest first, with their distances, and none beyond the threshold", async () => {
  const places = db.collection("places");
  // Farther than what other files have left in the collection.
  const far = 1_000.5;
  for (const [name, more] of [
    ["near", 1],
    ["middle", 3],
    ["beyond", 100],
  ] as const) {
    await places.doc(name).set({ name, embedding: FieldValue.vector([far, far, more]) });
  }
  const found = await places
    .findNearest({
      vectorField: "embedding",
      queryVector: [far, far, 0],
      distanceMeasure: "EUCLIDEAN",
      limit: 10,
      distanceThreshold: 50,
      distanceResultField: "distance",
    })
    .get();
  expect(found.docs.map((one) => [one.id, one.get("distance") as unknown])).toEqual([
    ["near", 1],
    ["middle", 3],
  ]);
});

test("filters, streams and partitions find what a query finds", async () => {
  const kind = randomUUID();
  const batch = db.batch();
  for (const n of [1, 2, 3]) batch.set(values.doc(`${kind}-${String(n)}`), { kind, n });
  await batch.commit();
  const mine = values.where("kind", "==", kind);
  const either = Filter.or(Filter.where("n", "==", 1), Filter.where("n", "==", 3));
  const found = await values.where(Filter.and(Filter.where("kind", "==", kind), either)).get();
  expect(found.docs.map((one) => one.get("n") as unknown)).toEqual([1, 3]);
  const streamed: unknown[] = [];
  for await (const one of mine.stream()) {
    streamed.push((one as unknown as QueryDocumentSnapshot).get(new FieldPath("n")));
  }
  expect(streamed).toEqual([1, 2, 3]);
  const whole = { all: AggregateField.count(), sum: AggregateField.sum("n") };
  const among = values.where("n", ">", 0).where("n", "<", 0);
  expect((await among.aggregate(whole).get()).data()).toEqual({ all: 0, sum: 0 });
});

test("every value comes back as it went in", async () => {
  const ref = values.doc(randomUUID());
  const data = {
    none: null,
    double: 0.5,
    large: 2 ** 60,
    infinite: -Infinity,
    time: new Timestamp(1_800_000_000, 123_456_000),
    point: new GeoPoint(-1.5, 2),
    vector: FieldValue.vector([1, 0.5]),
    list: [1, { deep: {} }],
  };
  await ref.set({ ...data, reference: ref, bytes: Buffer.from([255, 254]) });
  const stored = await ref.get();
  expect(stored.data()).toMatchObject(data);
  expect((stored.get("reference") as typeof ref).path).toBe(ref.path);
  expect(stored.get("bytes")).toEqual(Buffer.from([255, 254]));
});

test.each([
  ["MinKey", MinKey.instance()],
  ["Int32Value", new Int32Value(1)],
  ["Bytes with a subtype", Bytes.fromUint8Array(new Uint8Array([1]), 5)],
])("a value of Firestore Enterprise is refused: %s", async (_name, value) => {
  const ref = values.doc(randomUUID());
  await expect(ref.set({ value })).rejects.toMatchObject({ code: 3 });
  expect((await ref.get()).exists).toBe(false);
});

test("plans and pipelines are not carried, which is said", async () => {
  const notCarried = { code: 12 };
  await expect(values.limit(1).explain()).rejects.toMatchObject(notCarried);
  await expect(values.count().explain()).rejects.toMatchObject(notCarried);
  await expect(db.pipeline().collection("values").execute()).rejects.toMatchObject(notCarried);
});

test("a bundle is made of what was read", async () => {
  const ref = values.doc(randomUUID());
  await ref.set({ n: 1 });
  const bundle = db
    .bundle("one")
    .add(await ref.get())
    .build();
  expect(bundle.toString()).toContain(ref.path);
});
