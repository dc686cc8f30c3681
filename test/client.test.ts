import { randomUUID } from "node:crypto";
import { getFunctions } from "firebase/functions";
import {
  connect,
  DatabaseError,
  FieldValue,
  GeoPoint,
  Reference,
  Timestamp,
  Vector,
  type ConnectOptions,
  type Database,
  type DocumentOf,
} from "../packages/client/src/index.ts";
import type { notes } from "../functions/src/collections/notes.ts";
import { startFaultyFirestore } from "./support/faulty-firestore.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { Production } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { signedApp } from "./support/signed-client.ts";

/** The client before the gateway as it runs in production, with a Firestore that fails on command. */
let values: Production;
let production: Production;
let gateway: GatewayProcess;

type Note = DocumentOf<typeof notes>;

beforeAll(async () => {
  [values, production] = await Promise.all([
    Production.start("test/fixtures/collections"),
    Production.start(),
  ]);
  gateway = await production.instance("database");
});

afterEach(() => production.firestore.heal());
afterAll(() => Promise.all([values.stop(), production.stop()]));

function connectAs(uid: string, options?: ConnectOptions, { url } = gateway): Database {
  return connect(getFunctions(signedApp({ sub: uid }).app, url), options);
}

/** A client with notes of its own. */
function newcomer(options?: ConnectOptions) {
  const uid = randomUUID();
  return { database: connectAs(uid, options), collection: `users/${uid}/notes` };
}

async function errorOf(call: Promise<unknown>): Promise<DatabaseError> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof DatabaseError)) throw new Error(`no DatabaseError: ${String(error)}`);
  return error;
}

test("it calls the one function, another of that kind, or the callable's own", async () => {
  const fetched = jest.spyOn(globalThis, "fetch");
  for (const functionName of [undefined, "crm-database", null]) {
    const options = functionName === undefined ? {} : { functionName };
    await connectAs("ada", options).getQuota();
  }
  const paths = fetched.mock.calls.map(([url]) => new URL(url as string).pathname);
  expect(paths.map((path) => path.replace(/^\/+/, ""))).toEqual([
    "database/getQuota",
    "crm-database/getQuota",
    "getQuota",
  ]);
  fetched.mockRestore();
});

test("JavaScript's values come back as they went", async () => {
  const database = connectAs("ada", {}, await values.instance("database"));
  const path = `values/${randomUUID()}`;
  const data = {
    time: new Timestamp("2026-11-22T10:00:00.123456Z"),
    bytes: new Uint8Array([0, 255]),
    large: 2n ** 60n,
    place: new GeoPoint(48.2, -16.4),
    reference: new Reference("values/one"),
    vector: new Vector([1, 0.5]),
    numbers: [1, -0, Number.NaN, -Infinity],
    map: { $bytes: "not a tag", "@type": [null, true] },
  };
  await database.setDocument({
    path,
    data: { ...data, date: new Date(1_000), nothing: undefined, now: FieldValue.serverTimestamp() },
  });
  const { document } = await database.getDocument({ path });
  const { date, now, ...rest } = document.data;
  expect(rest).toEqual(data);
  expect(date).toEqual(new Timestamp("1970-01-01T00:00:01Z"));
  expect(now).toBeInstanceOf(Timestamp);

  const where = [["large", "==", 2n ** 60n]] as const;
  const found = await database.queryDocuments({ collection: "values", where });
  expect(found.documents.map((one) => one.path)).toContain(path);
});

test("what came of FieldValues comes back in order, in JavaScript's values", async () => {
  const database = connectAs("transforms", {}, await values.instance("database"));
  const path = `values/${randomUUID()}`;
  const { transformResults } = await database.setDocument({
    path,
    data: { at: FieldValue.serverTimestamp(), big: FieldValue.maximum(2n ** 60n) },
  });
  const { document } = await database.getDocument({ path });
  expect(transformResults?.[0]).toBeInstanceOf(Timestamp);
  expect(transformResults?.map(String)).toEqual([document.data["at"], 2n ** 60n].map(String));
  const changes = [FieldValue.arrayUnion(1), FieldValue.increment(1), FieldValue.minimum(5)];
  const { results } = await database.batchWrite({
    writes: changes.map((change, index) => ({
      op: "update",
      path,
      data: { [`f${String(index)}`]: change },
    })),
  });
  expect(results.map((result) => !result.error && result.transformResults)).toEqual([
    [null],
    [1],
    [5],
  ]);
});

test("an error says to the program what it says to people", async () => {
  const { database, collection } = newcomer();
  // @ts-expect-error a note has a text, and no title
  const invalid = await errorOf(database.createDocument<Note>({ collection, data: { title: "" } }));
  expect(invalid).toMatchObject({ code: "invalid-argument", reason: "INVALID_DOCUMENT" });
  expect(invalid.details.fieldViolations?.map(({ field }) => field)).toContain("title");
  expect(invalid.details.usage).toEqual({ reads: 0, writes: 0, deletes: 0 });

  const missing = await errorOf(database.getDocument({ path: `${collection}/none` }));
  expect(missing).toMatchObject({
    code: "not-found",
    reason: "DOCUMENT_NOT_FOUND",
    details: { path: `${collection}/none`, usage: { reads: 1 } },
  });
});

test("one bad write of a batch has its own error beside the others", async () => {
  const { database, collection } = newcomer();
  const { results } = await database.batchWrite({
    atomic: false,
    writes: [
      { op: "create", path: `${collection}/a`, data: { text: "a" } },
      { op: "update", path: `${collection}/none`, data: { text: "b" } },
    ],
  });
  expect(results[0]?.error).toBeUndefined();
  expect(results[1]?.error).toBeInstanceOf(DatabaseError);
  expect(results[1]?.error).toMatchObject({ reason: "DOCUMENT_NOT_FOUND", details: { index: 1 } });
});

test("a write whose answer was lost on the way is applied once, and answered", async () => {
  const { database, collection } = newcomer();
  const text = randomUUID();
  production.firestore.fail("commit", { kind: "cutAfter", holding: text });
  const { document } = await database.createDocument<Note>({ collection, data: { text } });
  const stored = await rawFirestore.list(collection);
  expect(stored.map(({ name }) => name.split("/").at(-1))).toEqual([document.id]);
});

test("a write whose answer was lost between gateway and app is applied once, and answered", async () => {
  const road = await startFaultyFirestore(new URL(gateway.url).host);
  const database = connectAs("road", {}, { ...gateway, url: `http://${road.host}/` });
  const text = randomUUID();
  const collection = "users/road/notes";
  road.fail("POST", { kind: "cutAfter", holding: text });
  const written = await database.createDocument<Note>({ collection, data: { text } });
  expect(written.replayed).toBe(true);
  expect(road.count("POST")).toBe(2);
  const stored = await rawFirestore.list(collection);
  expect(stored.filter(({ fields }) => fields?.["text"]?.["stringValue"] === text)).toHaveLength(1);
  await road.close();
});

test("a write that never arrived is sent again", async () => {
  const { database, collection } = newcomer();
  const text = randomUUID();
  production.firestore.fail("commit", { kind: "cutBefore", holding: text });
  const path = `${collection}/a`;
  await database.setDocument<Note>({ path, data: { text } });
  expect((await database.getDocument<Note>({ path })).document.data).toEqual({ text });
});

test("without a requestId a write that may have been applied is not sent again", async () => {
  const { database, collection } = newcomer({ requestIds: false });
  const text = randomUUID();
  production.firestore.fail("commit", { kind: "cutAfter", holding: text });
  const error = await errorOf(database.createDocument({ collection, data: { text } }));
  expect(error).toMatchObject({ code: "unavailable", reason: "OUTCOME_UNKNOWN" });
  expect(await rawFirestore.list(collection)).toHaveLength(1);
});

/** The paths of the requests that some work makes. */
async function requestsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  const fetched = jest.spyOn(globalThis, "fetch");
  await work();
  const paths = fetched.mock.calls.map(([url]) => new URL(url as string).pathname);
  fetched.mockRestore();
  return paths.map((path) => path.split("/").at(-1) ?? "");
}

test("gets of one turn share a request, and each has its own document, error and cost", async () => {
  const { database, collection } = newcomer();
  await database.setDocument<Note>({ path: `${collection}/a`, data: { text: "a" } });
  await database.setDocument<Note>({ path: `${collection}/b`, data: { text: "b" } });
  const get = (id: string) => database.getDocument<Note>({ path: `${collection}/${id}` });
  const sent = await requestsOf(async () => {
    const [a, b, none] = await Promise.all([get("a"), get("b"), errorOf(get("none"))]);
    expect([a, b].map(({ document }) => document.data.text)).toEqual(["a", "b"]);
    expect([a, b].map(({ usage }) => usage.reads)).toEqual([1, 1]);
    expect(none).toMatchObject({ reason: "DOCUMENT_NOT_FOUND", details: { usage: { reads: 1 } } });
    expect(none.message).toBe((await errorOf(get("none"))).message);
  });
  expect(sent).toEqual(["getDocuments", "getDocument"]);
});

test("a get that is refused leaves those of its turn as they would have been", async () => {
  const { database, collection } = newcomer();
  await database.setDocument<Note>({ path: `${collection}/a`, data: { text: "a" } });
  const paths = [`${collection}/a`, "users/somebody-else/notes/a", "nowhere/a"];
  const outcomes = await Promise.all(
    paths.map((path) =>
      database.getDocument({ path }).then(
        () => "read",
        ({ reason, details }: DatabaseError) => [reason, details.path],
      ),
    ),
  );
  expect(outcomes).toEqual(["read", ["FORBIDDEN", paths[1]], ["FORBIDDEN", paths[2]]]);
});

test("gets are sent one by one where the app wants it so", async () => {
  const { database, collection } = newcomer({ shareGets: false });
  const get = (id: string) => errorOf(database.getDocument({ path: `${collection}/${id}` }));
  const sent = await requestsOf(() => Promise.all([get("a"), get("b")]));
  expect(sent).toEqual(["getDocument", "getDocument"]);
});

test("a call ends at its deadline, and with its signal", async () => {
  const { database, collection } = newcomer();
  const path = `${collection}/a`;
  const late = await errorOf(database.setDocument({ path, data: { text: "" } }, { deadlineMs: 1 }));
  expect(late).toMatchObject({ code: "deadline-exceeded", reason: "NO_ANSWER" });
  const controller = new AbortController();
  const { signal } = controller;
  const calls = [
    database.getDocument({ path }, { signal }),
    database.queryDocuments({ collection }, { signal }),
    database.batchWrite({ writes: [{ op: "delete", path }] }, { signal }),
    database.getQuota({ signal }),
  ];
  controller.abort(new RangeError("The page was left."));
  for (const call of calls) await expect(call).rejects.toThrow("The page was left.");
  // What the deadline was too short for would come last.
  expect(await database.getQuota({ deadlineMs: 60_000 })).toHaveProperty("tier");
});

test("all calls of a client are of its database", async () => {
  const { database, collection } = newcomer({ database: "undeclared" });
  expect(await errorOf(database.queryDocuments({ collection }))).toMatchObject({
    reason: "FORBIDDEN",
  });
  expect(await database.getQuota()).toHaveProperty("tier");
  const own = newcomer({ database: "(default)" });
  expect((await own.database.queryDocuments({ collection: own.collection })).documents).toEqual([]);
});

test("where no gateway answers, the error is the client's, after as many attempts as allowed", async () => {
  const nowhere = connectAs("ada", { attempts: 2 }, { ...gateway, url: "http://127.0.0.1:1/" });
  const error = await errorOf(nowhere.getQuota());
  expect(error).toMatchObject({ reason: "NO_ANSWER", details: {} });
});

test("pages go through all documents of a query, each once", async () => {
  const { database, collection } = newcomer();
  const texts = ["a", "b", "c", "d", "e"];
  await database.batchWrite({
    writes: texts.map((text) => ({ op: "create", path: `${collection}/${text}`, data: { text } })),
  });
  const pages: string[][] = [];
  for await (const { documents } of database.queryPages<Note>({ collection, limit: 2 })) {
    pages.push(documents.map(({ data }) => data.text));
  }
  expect(pages).toEqual([["a", "b"], ["c", "d"], ["e"]]);
  const { aggregates } = await database.aggregateDocuments({
    collection,
    aggregates: { notes: { count: true } },
  });
  expect(aggregates).toEqual({ notes: 5 });
});

test("the whole life of a document", async () => {
  const { database, collection } = newcomer();
  const path = `${collection}/a`;
  const written = await database.setDocument<Note>({ path, data: { text: "a" } });
  await database.updateDocument<Note>({ path, data: { pinned: true } });
  const stale = { path, ifUpdateTime: written.document.updateTime };
  expect(await errorOf(database.deleteDocument(stale))).toMatchObject({ reason: "STALE" });
  await database.updateDocument<Note>({ path, data: { pinned: FieldValue.delete() } });
  const { documents } = await database.getDocuments<Note>({ paths: [path, `${collection}/b`] });
  expect(documents.map((document) => document?.data)).toEqual([{ text: "a" }, undefined]);
  await database.deleteDocument({ path });
  expect(await rawFirestore.list(collection)).toEqual([]);
});
