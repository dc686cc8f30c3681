import { randomUUID } from "node:crypto";
import { createRestStore } from "../packages/gateway/src/documents/rest-store.ts";
import { emulators } from "./support/emulators.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { Caller, Production } from "./support/production.ts";
import { idTokenClaims, sign } from "../tools/production/token-issuer.ts";

/** One gateway before two databases of Firestore. */
let production: Production;
let instance: GatewayProcess;
let ada: Caller;

const [first, archive] = ["(default)", "archive"].map((databaseId) =>
  createRestStore({
    projectId: emulators.project,
    databaseId,
    emulatorHost: emulators.firestore,
  }),
);

beforeAll(async () => {
  production = await Production.startApp("test/fixtures/two-databases/index.ts");
  instance = await production.instance("database");
  ada = new Caller(instance, { sub: `ada-${randomUUID()}` });
});

afterAll(() => production.stop());

async function storedIn(store: typeof first, path: string): Promise<unknown> {
  return (await store?.get([path], {}))?.documents[0]?.data;
}

interface Page {
  readonly documents: readonly { readonly id: string }[];
  readonly nextCursor?: string;
}

test("what is written to one database is in no other", async () => {
  const path = `orders/${randomUUID()}`;
  const requestId = randomUUID();
  const write = { path, data: { of: "archive" }, requestId };
  const kept = await ada.call("setDocument", { database: "archive", ...write });
  expect(kept.error).toBeUndefined();
  expect(await storedIn(archive, path)).toEqual({ of: "archive" });
  expect(await storedIn(first, path)).toBeUndefined();
  const again = await ada.call("setDocument", { database: "archive", ...write });
  expect(again.result).toMatchObject({ replayed: true });
  const elsewhere = await ada.call("setDocument", write);
  expect(elsewhere.result).not.toHaveProperty("replayed");
  expect(await storedIn(first, path)).toEqual({ of: "archive" });
});

test("a query is of the database that it names, page after page", async () => {
  const collection = `c${randomUUID()}`;
  for (const id of ["a", "b"]) {
    const path = `${collection}/${id}`;
    await ada.call("setDocument", { database: "archive", path, data: {} });
  }
  const ask = (rest: object) => ada.call<Page>("queryDocuments", { collection, limit: 1, ...rest });
  const one = await ask({ database: "archive" });
  const cursor = one.result?.nextCursor;
  const two = await ask({ database: "archive", cursor });
  expect([one, two].map(({ result }) => result?.documents[0]?.id)).toEqual(["a", "b"]);
  for (const other of [{}, { database: "(default)" }, { database: "nowhere" }]) {
    expect((await ask(other)).error?.details.reason).toBe("FORBIDDEN");
  }
});

test("Firestore's own protocol names the database in its path", async () => {
  const token = sign(idTokenClaims(emulators.project, { sub: `ada-${randomUUID()}` }));
  const path = `orders/${randomUUID()}`;
  const commit = async (databaseId: string) => {
    const database = `projects/${emulators.project}/databases/${databaseId}`;
    const name = `${database}/documents/${path}`;
    const response = await fetch(`${instance.url}v1/${database}/documents:commit`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ writes: [{ update: { name, fields: { n: { integerValue: 1 } } } }] }),
    });
    return response.status;
  };
  expect(await commit("archive")).toBe(200);
  expect(await storedIn(archive, path)).toEqual({ n: 1 });
  expect(await storedIn(first, path)).toBeUndefined();
  expect(await commit("nowhere")).toBe(403);
});
