import { clientAs, type Client } from "./support/gateway.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { refusalOf } from "./support/refusal.ts";

const NOTES = "users/batching-ada/notes";
let ada: Client;

interface Answer {
  readonly results: readonly {
    readonly updateTime?: string;
    readonly transformResults?: readonly unknown[];
    readonly error?: { readonly code: string; readonly details: { readonly reason: string } };
  }[];
  readonly commitTime: string;
}

const at = (id: string) => `${NOTES}/${id}`;
const write = (op: string, id: string, rest: object = {}) => ({ op, path: at(id), ...rest });
const batch = (writes: object[], atomic?: boolean) =>
  ada.call<Answer>("batchWrite", { writes, ...(atomic !== undefined && { atomic }) });
const textOf = async (id: string) =>
  (await rawFirestore.get(at(id)))?.fields?.["text"]?.["stringValue"];

beforeAll(async () => {
  ada = await clientAs({ uid: "batching-ada" });
  for (const id of ["there", "old", "kept"])
    await rawFirestore.set(at(id), { text: { stringValue: id } });
});

describe("an atomic batch", () => {
  test("applies all writes at once, and answers each in order", async () => {
    const answer = await batch([
      write("create", "a1", { data: { text: "a1" } }),
      write("set", "a2", { data: { text: "a2" } }),
      write("update", "there", { data: { text: "changed" } }),
      write("delete", "old"),
      write("verify", "kept", { ifExists: true }),
    ]);
    const time = answer.commitTime;
    expect(answer).toEqual({
      results: [{ updateTime: time }, { updateTime: time }, { updateTime: time }, {}, {}],
      commitTime: time,
      usage: { reads: 0, writes: 3, deletes: 1 },
    });
    expect(await Promise.all(["a1", "a2", "there", "old"].map(textOf))).toEqual([
      "a1",
      "a2",
      "changed",
      undefined,
    ]);
  });

  test.each([
    [
      "a taken id",
      write("create", "kept", { data: { text: "x" } }),
      "already-exists",
      "DOCUMENT_EXISTS",
    ],
    [
      "a missing document",
      write("update", "none", { data: { text: "x" } }),
      "not-found",
      "DOCUMENT_NOT_FOUND",
    ],
    [
      "a stale version",
      write("delete", "kept", { ifUpdateTime: "2020-01-01T00:00:00.000000Z" }),
      "failed-precondition",
      "STALE",
    ],
    [
      "a verify that fails",
      write("verify", "none", { ifExists: true }),
      "failed-precondition",
      "STALE",
    ],
    [
      "a document against its schema",
      write("set", "kept", { data: { text: 1 } }),
      "invalid-argument",
      "INVALID_DOCUMENT",
    ],
    [
      "another's document",
      { op: "delete", path: "users/batching-bob/notes/x" },
      "permission-denied",
      "FORBIDDEN",
    ],
  ])(
    "leaves nothing behind when it breaks on %s, and names the write",
    async (_name, broken, code, reason) => {
      const writes = [write("create", "never", { data: { text: "never" } }), broken];
      expect(await refusalOf(batch(writes))).toMatchObject({
        code,
        details: { reason, index: 1, path: broken.path, usage: { writes: 0, deletes: 0 } },
      });
      expect(await textOf("never")).toBeUndefined();
      expect(await textOf("kept")).toBe("kept");
    },
  );

  test("several writes of one document are applied in order, and each tells what came of its transforms", async () => {
    const catalog = await clientAs({ service: "catalog" });
    const path = "movies/batch-thrice";
    await rawFirestore.set(path, { Title: { stringValue: "Thrice" } });
    const votes = (transform: object) => ({ "IMDB Votes": transform });
    const { results } = await catalog.call<Answer>("batchWrite", {
      writes: [
        { op: "update", path, data: { "`IMDB Votes`": 5 } },
        { op: "update", path, data: { "`IMDB Votes`": { $increment: 2 } } },
        { op: "set", path, data: votes({ $maximum: 9 }), merge: true },
      ],
    });
    expect(results.map(({ transformResults }) => transformResults)).toEqual([undefined, [7], [9]]);
    const { fields } = (await rawFirestore.get(path)) ?? {};
    expect(fields?.["IMDB Votes"]).toEqual({ integerValue: "9" });
  });

  test("two writes of one document that no commit takes are refused before Firestore", async () => {
    const data = { text: "x" };
    const writes = [write("set", "twice", { data }), write("create", "twice", { data })];
    expect(await refusalOf(batch(writes))).toMatchObject({
      code: "invalid-argument",
      details: { reason: "BATCH_CONFLICT", indexes: [0, 1], path: at("twice") },
    });
  });

  test("takes 2,000 writes and refuses 10,001, and 501 that are not atomic", async () => {
    const catalog = await clientAs({ service: "catalog" });
    const writes = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        op: "delete",
        path: `movies/batch-none-${String(index)}`,
      }));
    expect(await catalog.call("batchWrite", { writes: writes(2_000) })).toMatchObject({
      usage: { deletes: 2_000 },
    });
    for (const request of [{ writes: writes(10_001) }, { writes: writes(501), atomic: false }]) {
      expect(await refusalOf(catalog.call("batchWrite", request))).toMatchObject({
        details: { reason: "INVALID_REQUEST", fieldViolations: [{ field: "writes" }] },
      });
    }
  });
});

describe("a batch that is not atomic", () => {
  test("one bad write harms no other, and each result is there", async () => {
    const { results } = await batch(
      [
        write("set", "n1", { data: { text: "n1" } }),
        write("set", "n2", { data: { text: 1 } }),
        write("create", "kept", { data: { text: "x" } }),
        { op: "set", path: "users/batching-bob/notes/x", data: { text: "x" } },
        { op: "set", path: "users/__x__/notes/x", data: { text: "x" } },
        write("update", "none", { data: { text: "x" } }),
        write("delete", "none"),
        write("set", "n3", { data: { text: "n3" } }),
      ],
      false,
    );
    expect(results.map(({ error }) => error?.details.reason)).toEqual([
      undefined,
      "INVALID_DOCUMENT",
      "DOCUMENT_EXISTS",
      "FORBIDDEN",
      "INVALID_REQUEST",
      "DOCUMENT_NOT_FOUND",
      undefined,
      undefined,
    ]);
    expect(await Promise.all(["n1", "n2", "n3", "kept"].map(textOf))).toEqual([
      "n1",
      undefined,
      "n3",
      "kept",
    ]);
  });

  test("writes of one document are applied in the order given", async () => {
    const { results } = await batch(
      [
        write("set", "order", { data: { text: "1" } }),
        write("update", "order", { data: { text: "2" } }),
        write("delete", "order"),
        write("create", "order", { data: { text: "4" } }),
        write("create", "order", { data: { text: "5" } }),
      ],
      false,
    );
    expect(results.map(({ error }) => error?.code)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      "already-exists",
    ]);
    expect(await textOf("order")).toBe("4");
  });

  test("refuses a verify, which would guard nothing", async () => {
    expect(
      await refusalOf(batch([write("verify", "kept", { ifExists: true })], false)),
    ).toMatchObject({
      details: { reason: "INVALID_REQUEST", fieldViolations: [{ field: "writes[0].op" }] },
    });
  });
});
