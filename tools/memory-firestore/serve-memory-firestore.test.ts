import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createRestStore } from "../../packages/gateway/src/documents/rest-store.ts";
import { documentStoreContract } from "../../packages/gateway/src/documents/store.suite.ts";
import type { DocumentStore } from "../../packages/gateway/src/documents/store.ts";
import { serveMemoryFirestore } from "./serve-memory-firestore.ts";

const PROJECT = "demo-memory";
const ROOT = `projects/${PROJECT}/databases/(default)/documents`;

let server: Server;
let host: string;
let rest: DocumentStore;

beforeAll(async () => {
  server = await serveMemoryFirestore(0);
  host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  rest = createRestStore({ projectId: PROJECT, databaseId: "(default)", emulatorHost: host });
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const store: DocumentStore = {
  transactions: {
    begin: (...asked) => rest.transactions.begin(...asked),
    rollback: (...asked) => rest.transactions.rollback(...asked),
  },
  get: (...asked) => rest.get(...asked),
  query: (...asked) => rest.query(...asked),
  aggregate: (...asked) => rest.aggregate(...asked),
  commit: (...asked) => rest.commit(...asked),
  batchWrite: (...asked) => rest.batchWrite(...asked),
};

describe("the memory store behind Firestore's protocol", () => {
  documentStoreContract(store);
});

describe("single documents", () => {
  test("are written, read, listed and deleted", async () => {
    const fields = { title: { stringValue: "Ada" } };
    const name = `${ROOT}/people/a b`;
    expect(await send("PATCH", "people/a%20b", { fields })).toMatchObject([200, { name, fields }]);
    expect(await send("GET", "people/a%20b")).toMatchObject([200, { name, fields }]);
    const born = { born: { integerValue: "1815" } };
    const masked = "people/a%20b?updateMask.fieldPaths=born";
    expect(await send("PATCH", masked, { fields: born })).toMatchObject([
      200,
      { fields: { ...fields, ...born } },
    ]);
    expect(await send("GET", "people?pageSize=5")).toMatchObject([200, { documents: [{ name }] }]);
    expect(await send("DELETE", "people/a%20b")).toEqual([200, {}]);
    expect(await send("GET", "people/a%20b")).toMatchObject([
      404,
      { error: { code: 404, status: "NOT_FOUND" } },
    ]);
    expect(await send("GET", "people")).toEqual([200, {}]);
  });

  test("databases know nothing of each other", async () => {
    await send("PATCH", "people/a", { fields: {} });
    const response = await fetch(`http://${host}/v1/${ROOT.replace(PROJECT, "other")}/people/a`);
    expect(response.status).toBe(404);
  });

  test("everything is deleted at once", async () => {
    await send("PATCH", "people/a", { fields: {} });
    await fetch(`http://${host}/emulator/v1/${ROOT}`, { method: "DELETE" });
    expect(await send("GET", "people/a")).toMatchObject([404, {}]);
  });
});

describe("what it does not carry", () => {
  test.each([
    ["POST", "documents:executePipeline", 501, "UNIMPLEMENTED"],
    ["POST", "documents:listen", 501, "UNIMPLEMENTED"],
    ["POST", "documents:constructor", 501, "UNIMPLEMENTED"],
    ["PUT", "documents/a/b", 501, "UNIMPLEMENTED"],
    ["GET", "elsewhere", 404, "NOT_FOUND"],
  ])("%s %s answers %s", async (method, path, status, code) => {
    const url = `http://${host}/v1/${ROOT.replace(/documents$/, path)}`;
    const response = await fetch(url, { method, ...(method !== "GET" && { body: "{}" }) });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { status: code } });
  });

  test.each([
    "",
    "{",
    "[]",
    "{}",
    '{"writes":[{}]}',
    '{"writes":[{"update":{"name":"a"}}]}',
    '{"writes":5}',
  ])("a commit of %j is an invalid argument", async (body) => {
    const response = await fetch(`http://${host}/v1/${ROOT}:commit`, { method: "POST", body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { status: "INVALID_ARGUMENT" } });
  });
});

async function send(method: string, path: string, body?: object): Promise<[number, unknown]> {
  const response = await fetch(`http://${host}/v1/${ROOT}/${path}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  return [response.status, await response.json()];
}
