import type { Firestore } from "@google-cloud/firestore";
import { doc, initializeFirestore, runTransaction, setLogLevel } from "firebase/firestore/lite";
import { randomUUID } from "node:crypto";
import { Production } from "./support/production.ts";
import { productionFirestore } from "./support/production-firestore.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { signedApp } from "./support/signed-client.ts";

/** Transactions of Google's SDKs that all want one document, through one instance as in production. */
const OF_SERVICES = 10;
const OF_APPS = 6;

// It warns of each commit that lost a race.
setLogLevel("silent");

let production: Production;
let url: string;
let services: readonly Firestore[];
let path: string;

beforeAll(async () => {
  production = await Production.start("test/fixtures/collections");
  const instance = await production.instance("database");
  ({ url } = instance);
  services = ["catalog", "other"].map((service) => productionFirestore(instance, service));
});
afterAll(async () => {
  await Promise.all(services.map((service) => service.terminate()));
  await production.stop();
});
beforeEach(async () => {
  path = `guestbook/${randomUUID()}`;
  await rawFirestore.set(path, { balance: { integerValue: "0" } });
});

const balance = async () => (await rawFirestore.get(path))?.fields?.["balance"];

test("those of the server's library end all, and each counts once", async () => {
  const adding = Array.from({ length: OF_SERVICES }, (_, n) => {
    const service = services[n % services.length] as Firestore;
    return service.runTransaction(
      async (transaction) => {
        const found = await transaction.get(service.doc(path));
        transaction.update(found.ref, { balance: Number(found.get("balance")) + n });
      },
      { maxAttempts: 100 },
    );
  });
  await Promise.all(adding);
  expect(await balance()).toEqual({ integerValue: "45" });
});

test("those of the lite SDK, which lock nothing, end all, and each counts once", async () => {
  const { app } = signedApp({ sub: "ada" });
  const { host } = new URL(url);
  const lite = initializeFirestore(app, { host, ssl: false });
  const adding = Array.from({ length: OF_APPS }, (_, n) =>
    runTransaction(
      lite,
      async (transaction) => {
        const found = await transaction.get(doc(lite, path));
        transaction.update(found.ref, { balance: Number(found.get("balance")) + n });
      },
      { maxAttempts: 100 },
    ),
  );
  await Promise.all(adding);
  expect(await balance()).toEqual({ integerValue: "15" });
});
