import type { Firestore } from "@google-cloud/firestore";
import { randomUUID } from "node:crypto";
import { Production } from "./support/production.ts";
import { productionFirestore } from "./support/production-firestore.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

/** What is below documents, by Google's server library, where every collection there is declared. */
let production: Production;
let db: Firestore;

beforeAll(async () => {
  production = await Production.start("test/fixtures/boxes");
  db = productionFirestore(await production.instance("database"), "catalog");
});
afterAll(async () => {
  await db.terminate();
  await production.stop();
});

const store = (paths: readonly string[]) =>
  Promise.all(paths.map((path) => rawFirestore.set(path, {})));
const left = async (paths: readonly string[]) => {
  const found = await Promise.all(paths.map((path) => rawFirestore.get(path)));
  return paths.filter((_, index) => found[index] !== null);
};

test("listDocuments has those that have but documents below them", async () => {
  const box = `boxes/${randomUUID()}`;
  await store([`${box}/x/1`, `${box}/x/gone/y/1`, `${box}/x/gone/y/2`, `${box}/x/z`]);
  const listed = await db.collection(`${box}/x`).listDocuments();
  expect(listed.map(({ id }) => id)).toEqual(["1", "gone", "z"]);
});

test("recursiveDelete deletes a document with all that is below it, and a collection, and nothing else", async () => {
  const box = `boxes/${randomUUID()}`;
  const below = [`${box}/x/1`, `${box}/x/gone/y/1`, `${box}/y/1`];
  const others = [`${box}2/x/1`, `${box}/x2/1`];
  await store([box, ...below, ...others]);
  await db.recursiveDelete(db.collection(`${box}/x`));
  expect(await left([box, ...below, ...others])).toEqual([box, `${box}/y/1`, ...others]);
  await db.recursiveDelete(db.doc(box));
  expect(await left([box, ...below, ...others])).toEqual([`${box}2/x/1`]);
});

test("it is refused where what is below is not declared, and nothing is deleted", async () => {
  const path = `values/${randomUUID()}`;
  await store([path, `${path}/hidden/1`]);
  // Of what its query was refused with, the library makes a code of its own.
  await expect(db.recursiveDelete(db.collection("values"))).rejects.toMatchObject({ code: 14 });
  await expect(db.collection("values").listDocuments()).rejects.toMatchObject({ code: 7 });
  expect(await left([path, `${path}/hidden/1`])).toHaveLength(2);
});
