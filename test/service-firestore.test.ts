import { FieldValue, Timestamp, type Firestore } from "@google-cloud/firestore";
import { randomUUID } from "node:crypto";
import { serviceFirestore } from "../packages/client/src/service/index.ts";
import { emulators } from "./support/emulators.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

const run = randomUUID().slice(0, 8);
let db: Firestore;

beforeAll(() => {
  db = serviceFirestore({ service: "catalog", projectId: emulators.project });
});
afterAll(() => db.terminate());

const movie = (title: string, more: object = {}) => ({
  ...UNKNOWN,
  Title: `${title} ${run}`,
  ...more,
});

/** All that a movie has to have. */
const UNKNOWN = {
  "US Gross": null,
  "Worldwide Gross": null,
  "US DVD Sales": null,
  "Production Budget": null,
  "Release Date": null,
  "MPAA Rating": null,
  "Running Time min": null,
  Distributor: null,
  Source: null,
  "Major Genre": null,
  "Creative Type": null,
  Director: null,
  "Rotten Tomatoes Rating": null,
  "IMDB Rating": null,
  "IMDB Votes": null,
};

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

test("what the gateway refuses has Firestore's code", async () => {
  await expect(db.doc("secrets/one").get()).rejects.toMatchObject({ code: 7 });
  await expect(db.doc(`movies/bad-${run}`).set({ Title: 7 })).rejects.toMatchObject({ code: 3 });
});

test("what it does not carry is said, and nothing hangs", async () => {
  const error = await new Promise((resolve) => {
    db.doc("movies/any").onSnapshot(() => undefined, resolve);
  });
  expect(error).toMatchObject({ code: 12, message: "onSnapshot is not carried by the gateway." });
  await expect(db.runTransaction((t) => t.get(db.doc("movies/any")))).rejects.toMatchObject({
    code: 12,
  });
});

test("an unknown service is refused as anybody", async () => {
  const other = serviceFirestore({ service: "nobody", projectId: emulators.project });
  await expect(other.doc(`movies/x-${run}`).set(movie("X"))).rejects.toMatchObject({ code: 7 });
  await other.terminate();
});
