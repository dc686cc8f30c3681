import { randomUUID } from "node:crypto";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { Caller, Production, type Answer } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

/** What Firestore refuses for what is stored, the caller is told as of its own document. */
let production: Production;
let gateway: GatewayProcess;
let ada: Caller;

beforeAll(async () => {
  production = await Production.start("test/fixtures/collections");
  gateway = await production.instance("database");
  ada = new Caller(gateway, { sub: "limits-ada" });
});

afterEach(() => production.firestore.heal());
afterAll(() => production.stop());

interface Batch {
  readonly results: readonly { readonly error?: Answer<unknown>["error"] }[];
}

const text = (bytes: number) => "x".repeat(bytes);
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** A document that is stored already, with some room left in it, and one with all room. */
async function stored(data: object): Promise<{ full: string; roomy: string }> {
  const [full, roomy] = ["values/", "values/"].map((prefix) => prefix + randomUUID());
  for (const [path, fields] of [
    [full, data],
    [roomy, { n: 1 }],
  ] as const) {
    expect((await ada.call("setDocument", { path, data: fields })).error).toBeUndefined();
  }
  return { full: full as string, roomy: roomy as string };
}

const LARGE = { stored: { t: text(1_000_000) }, says: /1048576 bytes/ };
const MANY = { stored: { t: numbers(39_000) }, says: /40000 entries/ };

const growths: [what: string, change: object, operation?: object][] = [
  ["a new field", { more: text(100_000) }],
  ["a transform", { list: { $arrayUnion: [text(60_000), text(60_001)] } }],
  ["a field within a map", { "a.b.c": text(100_000) }],
  ["a merge", { a: { b: text(100_000) } }, { op: "set", merge: true }],
  ["a merge of some fields", { a: text(100_000), b: 1 }, { op: "set", merge: ["a"] }],
];

describe.each(growths)("a document that grows past 1 MiB by %s", (_what, data, operation) => {
  const op = { op: "update", ...operation };
  const expected = {
    details: {
      reason: "INVALID_DOCUMENT",
      fieldViolations: [{ field: "", description: expect.stringMatching(LARGE.says) as string }],
    },
  };

  test("is an error that names it, in an atomic batch with its index, and nothing is written", async () => {
    const { full, roomy } = await stored(LARGE.stored);
    const writes = [
      { op: "update", path: roomy, data: { n: 2 } },
      { ...op, path: full, data },
    ];
    const { error } = await ada.call("batchWrite", { writes });
    expect(error).toMatchObject(expected);
    expect(error?.details).toMatchObject({ path: full, index: 1 });
    expect((await rawFirestore.get(roomy))?.fields).toEqual({ n: { integerValue: "1" } });
    const again = await ada.call("batchWrite", { writes, requestId: randomUUID() });
    expect(again.error).toMatchObject(expected);
  });

  test("is the error of its own result in a batch that is not atomic", async () => {
    const { full, roomy } = await stored(LARGE.stored);
    const writes = [
      { op: "update", path: roomy, data: { n: 2 } },
      { ...op, path: full, data },
    ];
    for (const once of [{}, { requestId: randomUUID() }]) {
      const { result } = await ada.call<Batch>("batchWrite", { writes, atomic: false, ...once });
      expect(result?.results[0]?.error).toBeUndefined();
      expect(result?.results[1]?.error).toMatchObject(expected);
      expect(result?.results[1]?.error?.details).toMatchObject({ path: full, index: 1 });
    }
  });

  test("is the error of a call for it alone", async () => {
    const { full } = await stored(LARGE.stored);
    const { op: kind, ...rest } = op;
    const { error } = await ada.call(`${kind}Document`, { path: full, data, ...rest });
    expect(error).toMatchObject(expected);
    expect(error?.details["path"]).toBe(full);
  });
});

/** The emulator counts no index entries: this is how Firestore refuses. */
const TOO_MANY = {
  kind: "answer",
  status: 400,
  body: JSON.stringify({
    error: {
      code: 400,
      status: "FAILED_PRECONDITION",
      message: "too many index entries for entity",
    },
  }),
} as const;

test("a document with too many index entries is named, whoever counted them", async () => {
  const { full, roomy } = await stored(MANY.stored);
  const writes = [
    { op: "update", path: roomy, data: { n: 2 } },
    { op: "update", path: full, data: { more: numbers(2_000) } },
  ];
  production.firestore.fail("commit", { ...TOO_MANY, holding: roomy });
  const ours = await ada.call("batchWrite", { writes });
  expect(ours.error?.details).toMatchObject({
    reason: "INVALID_DOCUMENT",
    path: full,
    index: 1,
    fieldViolations: [{ description: expect.stringMatching(MANY.says) as string }],
  });
  // What composite indexes hold of a document is not ours to count.
  production.firestore.fail("commit", { ...TOO_MANY, holding: roomy }, 2);
  const theirs = await ada.call("updateDocument", { path: roomy, data: { n: 3 } });
  expect(theirs.error?.details).toMatchObject({ reason: "INVALID_DOCUMENT", path: roomy });
});

test("a field path of more than 20 names is refused by name wherever one stands", async () => {
  const { roomy } = await stored({});
  const deep = Array(21).fill("a").join(".");
  const nested = JSON.parse(`${'{"a":'.repeat(21)}1${"}".repeat(21)}`) as object;
  const collection = "values";
  const path = roomy;
  const refused: [string, object, reason?: string][] = [
    ["updateDocument", { path, data: { [deep]: 1 } }, "INVALID_DOCUMENT"],
    ["setDocument", { path, data: nested, merge: true }, "INVALID_DOCUMENT"],
    ["setDocument", { path, data: nested, merge: [deep] }],
    ["getDocument", { path, fields: [deep] }],
    ["queryDocuments", { collection, where: [[deep, "==", 1]] }],
    ["queryDocuments", { collection, orderBy: [deep] }],
    ["queryDocuments", { collection, select: [deep] }],
    ["aggregateDocuments", { collection, aggregates: { a: { sum: deep } } }],
  ];
  for (const [callable, request, reason = "INVALID_REQUEST"] of refused) {
    const { error } = await ada.call(callable, request);
    expect({ callable, request, error }).toMatchObject({ error: { details: { reason } } });
    expect(error?.message).toContain("at most 20 names");
  }
  expect((await ada.call("setDocument", { path, data: nested })).error).toBeUndefined();
  const outer = deep.slice(2);
  const taken: [string, object][] = [
    ["updateDocument", { path, data: { [outer]: { a: 2 } } }],
    ["getDocument", { path, fields: [outer] }],
    ["queryDocuments", { collection, where: [[outer, "==", { a: 2 }]], orderBy: [outer] }],
  ];
  for (const [callable, request] of taken) {
    expect((await ada.call(callable, request)).error).toBeUndefined();
  }
});

describe("a condition on a version that the document does not have", () => {
  const STALE_TIMES = [
    "2099-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999Z",
    "2020-01-01T00:00:00.000000Z",
    "1970-01-01T00:00:00Z",
    "1970-01-01T00:00:00.0000009Z",
    "1969-07-20T20:17:40Z",
    "0001-01-01T00:00:00Z",
    "0000-00-00T00:00:00Z",
    "2026-02-30T00:00:00Z",
    "2026-13-01T25:61:61.5Z",
  ];

  test.each(STALE_TIMES)("such as %s is stale, there or not", async (ifUpdateTime) => {
    const { full: there, roomy } = await stored({ n: 1 });
    const missing = `values/${randomUUID()}`;
    for (const path of [there, missing]) {
      const writes = [
        { op: "update", path, data: { n: 2 }, ifUpdateTime },
        { op: "set", path, data: { n: 2 }, ifUpdateTime },
        { op: "set", path, data: { n: 2 }, merge: true, ifUpdateTime },
        { op: "delete", path, ifUpdateTime },
        { op: "verify", path, ifUpdateTime },
      ];
      for (const write of writes) {
        const other = { op: "update", path: roomy, data: { n: 5 } };
        const { error } = await ada.call("batchWrite", { writes: [other, write] });
        expect({ write, error }).toMatchObject({
          error: { details: { reason: "STALE", path, index: 1 } },
        });
      }
      const alone = writes.slice(0, -1);
      for (const write of alone) {
        const { result } = await ada.call<Batch>("batchWrite", { writes: [write], atomic: false });
        expect(result?.results[0]?.error?.details).toMatchObject({ reason: "STALE", path });
      }
      for (const callable of ["updateDocument", "deleteDocument"]) {
        const data = callable === "updateDocument" ? { data: { n: 2 } } : {};
        const { error } = await ada.call(callable, { path, ...data, ifUpdateTime });
        expect({ callable, error }).toMatchObject({ error: { details: { reason: "STALE" } } });
      }
    }
    expect((await rawFirestore.get(there))?.fields).toEqual({ n: { integerValue: "1" } });
    expect(await rawFirestore.get(missing)).toBeNull();
    expect((await rawFirestore.get(roomy))?.fields).toEqual({ n: { integerValue: "1" } });
  });

  test("such as its own with digits below a microsecond is stale, with zeros it is its own", async () => {
    const { roomy: path } = await stored({});
    const version = (await rawFirestore.get(path))?.updateTime.slice(0, -1) ?? "";
    const update = (ifUpdateTime: string) =>
      ada.call("updateDocument", { path, data: { n: 2 }, ifUpdateTime });
    expect((await update(`${version.padEnd(26, "0")}001Z`)).error?.details.reason).toBe("STALE");
    expect((await update(`${version.padEnd(26, "0")}000Z`)).error).toBeUndefined();
  });

  test("but what is no time is an invalid request", async () => {
    for (const ifUpdateTime of ["", "yesterday", "2026-01-01", "2026-01-01T00:00:00+02:00"]) {
      const { error } = await ada.call("updateDocument", {
        path: "values/x",
        data: {},
        ifUpdateTime,
      });
      expect(error?.details.reason).toBe("INVALID_REQUEST");
    }
  });
});
