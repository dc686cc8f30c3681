import { clientAs, type Client } from "./support/gateway.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { refusalOf } from "./support/refusal.ts";

const NOTES = "users/writing-ada/notes";
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const ONE_WRITE = { reads: 0, writes: 1, deletes: 0 };
let ada: Client;
let bob: Client;

interface Written {
  readonly document: { readonly path: string; readonly id: string; readonly updateTime: string };
  readonly commitTime: string;
}

const create = (request: object) =>
  ada.call<Written>("createDocument", { collection: NOTES, ...request });
const update = (id: string, request: object) =>
  ada.call<Written>("updateDocument", { path: `${NOTES}/${id}`, ...request });

beforeAll(async () => {
  [ada, bob] = await Promise.all([
    clientAs({ uid: "writing-ada" }),
    clientAs({ uid: "writing-bob" }),
  ]);
});

describe("createDocument", () => {
  test("makes a document under a new id, and tells what it is", async () => {
    const answer = await create({ data: { text: "Buy milk", pinned: true } });
    const { path, id } = answer.document;
    expect(answer).toEqual({
      document: {
        path: `${NOTES}/${id}`,
        id: expect.stringMatching(/^[A-Za-z0-9]{20}$/),
        createTime: expect.stringMatching(TIME),
        updateTime: expect.stringMatching(TIME),
      },
      commitTime: answer.document.updateTime,
      usage: ONE_WRITE,
    });
    expect(await rawFirestore.get(path)).toMatchObject({
      fields: { text: { stringValue: "Buy milk" }, pinned: { booleanValue: true } },
    });
  });

  test("a taken id is already-exists, and what is there stays", async () => {
    await create({ id: "taken", data: { text: "first" } });
    expect(await refusalOf(create({ id: "taken", data: { text: "second" } }))).toMatchObject({
      code: "already-exists",
      details: { reason: "DOCUMENT_EXISTS", path: `${NOTES}/taken`, usage: { writes: 0 } },
    });
    expect(await rawFirestore.get(`${NOTES}/taken`)).toMatchObject({
      fields: { text: { stringValue: "first" } },
    });
  });

  test("names every field that the schema refuses, and writes nothing", async () => {
    const refusal = await refusalOf(create({ id: "wrong", data: { text: 1, colour: "red" } }));
    expect(refusal).toMatchObject({
      code: "invalid-argument",
      details: { reason: "INVALID_DOCUMENT" },
    });
    const violations = refusal.details["fieldViolations"] as { field: string }[];
    expect(violations.map(({ field }) => field).toSorted()).toEqual(["colour", "text"]);
    expect(await rawFirestore.get(`${NOTES}/wrong`)).toBeNull();
  });

  test("nobody else may write there, and nothing tells them what a note is", async () => {
    const call = bob.call("createDocument", { collection: NOTES, data: { text: 1 } });
    expect(await refusalOf(call)).toMatchObject({
      code: "permission-denied",
      details: { reason: "FORBIDDEN" },
    });
  });
});

describe("setDocument", () => {
  test("replaces the whole document, or makes it", async () => {
    const path = `${NOTES}/set`;
    expect(
      await ada.call("setDocument", { path, data: { text: "a", pinned: true } }),
    ).toMatchObject({
      document: { path, id: "set", updateTime: expect.stringMatching(TIME) },
      usage: ONE_WRITE,
    });
    await ada.call("setDocument", { path, data: { text: "b" } });
    expect((await rawFirestore.get(path))?.fields).toEqual({ text: { stringValue: "b" } });
  });

  test("merges the given fields, or the named ones", async () => {
    const path = `${NOTES}/merge`;
    await create({ id: "merge", data: { text: "a", pinned: true } });
    await ada.call("setDocument", { path, data: { text: "b" }, merge: true });
    expect((await rawFirestore.get(path))?.fields).toEqual({
      text: { stringValue: "b" },
      pinned: { booleanValue: true },
    });
    await ada.call("setDocument", { path, data: { text: "c", pinned: false }, merge: ["pinned"] });
    expect((await rawFirestore.get(path))?.fields).toEqual({
      text: { stringValue: "b" },
      pinned: { booleanValue: false },
    });
  });
});

describe("updateDocument", () => {
  test("changes the named fields and keeps the others", async () => {
    await create({ id: "update", data: { text: "a", pinned: true } });
    expect(await update("update", { data: { text: "b" } })).toMatchObject({ usage: ONE_WRITE });
    expect((await rawFirestore.get(`${NOTES}/update`))?.fields).toEqual({
      text: { stringValue: "b" },
      pinned: { booleanValue: true },
    });
  });

  test("deletes a field", async () => {
    await create({ id: "unpin", data: { text: "a", pinned: true } });
    await update("unpin", { data: { pinned: { $delete: true } } });
    expect((await rawFirestore.get(`${NOTES}/unpin`))?.fields).toEqual({
      text: { stringValue: "a" },
    });
  });

  test("a document that is not there is not-found", async () => {
    expect(await refusalOf(update("none", { data: { text: "b" } }))).toMatchObject({
      code: "not-found",
      details: { reason: "DOCUMENT_NOT_FOUND", path: `${NOTES}/none` },
    });
  });

  test("the version that was read passes, a stale one and a missing document do not", async () => {
    const { document } = await create({ id: "version", data: { text: "a" } });
    const ifUpdateTime = document.updateTime;
    await update("version", { data: { text: "b" }, ifUpdateTime });
    for (const id of ["version", "none"]) {
      expect(await refusalOf(update(id, { data: { text: "c" }, ifUpdateTime }))).toMatchObject({
        code: "failed-precondition",
        details: { reason: "STALE", path: `${NOTES}/${id}` },
      });
    }
    expect((await rawFirestore.get(`${NOTES}/version`))?.fields).toEqual({
      text: { stringValue: "b" },
    });
  });

  test.each([
    ["a field of another type", { text: 1 }, "text"],
    ["a field that the schema lacks", { colour: "red" }, "colour"],
    ["a required field deleted", { text: { $delete: true } }, "text"],
    ["a key that is no field path", { "a b": 1 }, "a b"],
  ])("names the field of %s", async (_name, data, field) => {
    expect(await refusalOf(update("any", { data }))).toMatchObject({
      code: "invalid-argument",
      details: { reason: "INVALID_DOCUMENT", fieldViolations: [{ field }] },
    });
  });
});

describe("deleteDocument", () => {
  test("deletes a document, and what is not there without complaint", async () => {
    const path = `${NOTES}/delete`;
    await create({ id: "delete", data: { text: "a" } });
    for (const _time of ["there", "gone"]) {
      expect(await ada.call("deleteDocument", { path })).toEqual({
        commitTime: expect.stringMatching(TIME),
        usage: { reads: 0, writes: 0, deletes: 1 },
      });
      expect(await rawFirestore.get(path)).toBeNull();
    }
  });

  test("with a condition it must hold", async () => {
    const path = `${NOTES}/delete-if`;
    expect(await refusalOf(ada.call("deleteDocument", { path, ifExists: true }))).toMatchObject({
      code: "failed-precondition",
      details: { reason: "STALE" },
    });
    const { document } = await create({ id: "delete-if", data: { text: "a" } });
    await update("delete-if", { data: { text: "b" } });
    const stale = ada.call("deleteDocument", { path, ifUpdateTime: document.updateTime });
    expect(await refusalOf(stale)).toMatchObject({ details: { reason: "STALE" } });
    expect(await rawFirestore.get(path)).not.toBeNull();
  });
});
