import type { Firestore, Timestamp } from "@google-cloud/firestore";
import { initializeApp } from "firebase-admin/app";
import { getAuth } from "firebase-admin/auth";
import { randomUUID } from "node:crypto";
import { serviceFirestore } from "../packages/client/src/service/index.ts";
import { UNKNOWN_MOVIE } from "../tools/start/example-data.ts";
import { emulators } from "./support/emulators.ts";

/** Transactions of Google's server SDK through the deployed function, between two instances of it. */
const run = randomUUID().slice(0, 8);
const services: Firestore[] = [];
let path: string;
let db: Firestore;

beforeAll(() => {
  for (let n = 0; n < 2; n += 1) {
    services.push(serviceFirestore({ service: "catalog", projectId: emulators.project }));
  }
  [db] = services as [Firestore];
});
afterAll(() => Promise.all(services.map((service) => service.terminate())));
beforeEach(async () => {
  path = `movies/tx-${randomUUID()}`;
  await db.doc(path).set({ ...UNKNOWN_MOVIE, Title: `Tx ${run}`, "IMDB Votes": 0 });
});

const votes = async () => (await db.doc(path).get()).get("IMDB Votes") as unknown;

test("increments that race between two services are all counted, each once", async () => {
  const add = (service: Firestore) =>
    service.runTransaction(
      async (transaction) => {
        const found = await transaction.get(service.doc(path));
        transaction.update(found.ref, { "IMDB Votes": Number(found.get("IMDB Votes")) + 1 });
      },
      { maxAttempts: 20 },
    );
  const adding = services.map(async (service) => {
    for (let n = 0; n < 4; n += 1) await add(service);
  });
  await Promise.all(adding);
  expect(await votes()).toBe(8);
});

test("what its function throws ends a transaction, and nothing of it is written or locked", async () => {
  const failing = db.runTransaction(async (transaction) => {
    await transaction.get(db.doc(path));
    transaction.update(db.doc(path), { "IMDB Votes": 9 });
    throw new Error("thought better of it");
  });
  await expect(failing).rejects.toThrow("thought better of it");
  await db.doc(path).update({ "IMDB Votes": 3 });
  expect(await votes()).toBe(3);
});

test("a read-only transaction sees one state, of now or of a time, and a query in it too", async () => {
  const { updateTime } = await db.doc(path).get();
  const mine = db.collection("movies").where("__name__", "==", db.doc(path));
  const seen = await db.runTransaction(
    async (transaction) => {
      const first = await transaction.get(db.doc(path));
      await db.doc(path).update({ "IMDB Votes": 5 });
      const second = await transaction.get(mine);
      return [first, ...second.docs].map((found) => found.get("IMDB Votes") as unknown);
    },
    { readOnly: true },
  );
  expect(seen).toEqual([0, 0]);
  const readTime = updateTime as Timestamp;
  const past = await db.runTransaction((reading) => reading.get(db.doc(path)), {
    readOnly: true,
    readTime,
  });
  expect([past.get("IMDB Votes"), await votes()]).toEqual([0, 5]);
});

test("a user is told what to do in place of a transaction that locks", async () => {
  const admin = getAuth(initializeApp({ projectId: emulators.project }, run));
  const user = serviceFirestore({
    service: "none",
    projectId: emulators.project,
    customToken: () => admin.createCustomToken(`user-${run}`),
  });
  const locking = user.runTransaction((transaction) => transaction.get(user.doc(path)));
  await expect(locking).rejects.toMatchObject({
    code: 7,
    message: expect.stringContaining("Begin a read-only one") as string,
  });
  const reading = await user.runTransaction((transaction) => transaction.get(user.doc(path)), {
    readOnly: true,
  });
  expect(reading.get("Title")).toBe(`Tx ${run}`);
  await user.terminate();
});
