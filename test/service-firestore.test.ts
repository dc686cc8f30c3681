import { AggregateField, FieldValue, Timestamp, type Firestore } from "@google-cloud/firestore";
import { randomUUID } from "node:crypto";
import { serviceFirestore } from "../packages/client/src/service/index.ts";
import { UNKNOWN_MOVIE } from "../tools/start/example-data.ts";
import { emulators } from "./support/emulators.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

const run = randomUUID().slice(0, 8);
let db: Firestore;

beforeAll(() => {
  db = serviceFirestore({ service: "catalog", projectId: emulators.project });
});
afterAll(() => db.terminate());

const movie = (title: string, more: object = {}) => ({
  ...UNKNOWN_MOVIE,
  Title: `${title} ${run}`,
  ...more,
});

test("writes and reads one document", async () => {
  const ref = db.collection("movies").doc(`one-${run}`);
  await ref.set(movie("One"));
  const found = await ref.get();
  expect(found.get("Title")).toBe(`One ${run}`);
  expect(found.updateTime).toBeInstanceOf(Timestamp);
  await ref.update("IMDB Votes", FieldValue.increment(2));
  expect((await ref.get()).get("IMDB Votes")).toBe(2);
  await expect(ref.create(movie("One"))).rejects.toMatchObject({ code: 6 });
  await ref.delete();
  expect((await ref.get()).exists).toBe(false);
  expect(await rawFirestore.get(`movies/one-${run}`)).toBeNull();
});

test("batches, the bulk writer, getAll, queries, aggregates and converters", async () => {
  const movies = db.collection("movies");
  const batch = db.batch();
  for (const n of [1, 2, 3])
    batch.set(movies.doc(`many-${run}-${String(n)}`), movie("Many", { "IMDB Votes": n }));
  await batch.commit();
  const bulk = db.bulkWriter();
  for (const n of [4, 5])
    void bulk.set(movies.doc(`many-${run}-${String(n)}`), movie("Many", { "IMDB Votes": n }));
  await bulk.close();
  const mine = movies.where("Title", "==", `Many ${run}`);
  expect((await mine.get()).size).toBe(5);
  expect((await mine.count().get()).data().count).toBe(5);
  const [first, missing] = await db.getAll(movies.doc(`many-${run}-1`), movies.doc(`none-${run}`));
  expect([first?.exists, missing?.exists]).toEqual([true, false]);
  const converted = mine.withConverter({
    toFirestore: (title: string) => ({ Title: title }),
    fromFirestore: (snapshot) => String(snapshot.get("Title")),
  });
  expect(new Set((await converted.get()).docs.map((found) => found.data()))).toEqual(
    new Set([`Many ${run}`]),
  );
});

test("cursors, offsets, parts of documents, sums and the ids of collections", async () => {
  const movies = db.collection("movies");
  const added = await movies.add(movie("Added", { "IMDB Votes": 7 }));
  const mine = movies.where("Title", "==", `Many ${run}`).orderBy("__name__");
  const [, second] = (await mine.get()).docs;
  expect((await mine.startAfter(second).get()).size).toBe(3);
  expect((await mine.offset(1).limit(2).get()).docs[0]?.id).toBe(second?.id);
  const [part] = (await mine.select("Title").limit(1).get()).docs;
  expect(part?.data()).toEqual({ Title: `Many ${run}` });
  const votes = AggregateField.sum("IMDB Votes");
  const alone = movies.where("Title", "==", `Added ${run}`);
  expect((await alone.aggregate({ all: AggregateField.count() }).get()).data().all).toBe(1);
  await expect(alone.aggregate({ votes }).get()).rejects.toMatchObject({ code: 9 });
  expect((await db.listCollections()).map(({ id }) => id)).toContain("movies");
  await added.delete();
});

test("with request ids, commits are applied as without, batches and transactions too", async () => {
  const named = serviceFirestore({
    service: "catalog",
    projectId: emulators.project,
    requestIds: true,
  });
  const ref = named.collection("movies").doc(`ids-${run}`);
  await ref.set(movie("Ids"));
  const batch = named.batch();
  batch.update(ref, "IMDB Votes", FieldValue.increment(2));
  await batch.commit();
  await named.runTransaction(async (transaction) => {
    const found = await transaction.get(ref);
    transaction.update(ref, "IMDB Votes", Number(found.get("IMDB Votes")) + 1);
  });
  expect((await ref.get()).get("IMDB Votes")).toBe(3);
  await named.terminate();
});

test("what the gateway refuses has Firestore's code", async () => {
  await expect(db.doc("secrets/one").get()).rejects.toMatchObject({ code: 7 });
  await expect(db.doc(`movies/bad-${run}`).set({ Title: 7 })).rejects.toMatchObject({ code: 3 });
});

test("what it does not carry is said, and nothing hangs", async () => {
  const error = await new Promise((resolve) => {
    db.doc("movies/any").onSnapshot(() => undefined, resolve);
  });
  expect(error).toMatchObject({ code: 12, message: "onSnapshot is not carried by the gateway." });
});

test("all that is below a document is not told where undeclared collections may be", async () => {
  const movies = db.collection("movies");
  await expect(movies.listDocuments()).rejects.toMatchObject({ code: 7 });
  // Of what its query was refused with, the library makes a code of its own.
  await expect(db.recursiveDelete(movies.doc(`none-${run}`))).rejects.toMatchObject({ code: 14 });
});

test("an unknown service is refused as anybody", async () => {
  const other = serviceFirestore({ service: "nobody", projectId: emulators.project });
  await expect(other.doc(`movies/x-${run}`).set(movie("X"))).rejects.toMatchObject({ code: 7 });
  await other.terminate();
});
