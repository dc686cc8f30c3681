import * as z from "zod";
import {
  anyData,
  anyone,
  collection,
  pathOwner,
  perMinute,
  signedIn,
  timestamp,
  ttl,
  type QuotaDefinition,
  type TierDefinition,
} from "../index.ts";
import { errorOf } from "./call-outcome.fixture.ts";
import { memoryGateway } from "./index.ts";

const notes = collection("users/{uid}/notes", {
  schema: z.strictObject({
    text: z.string(),
    at: z.exactOptional(timestamp()),
    until: z.exactOptional(ttl()),
  }),
  access: { read: pathOwner("uid"), write: pathOwner("uid") },
});
const values = collection("values", {
  schema: anyData(),
  access: { read: anyone(), write: signedIn() },
});
const cached = collection("cached", {
  schema: anyData(),
  access: { read: anyone(), write: signedIn() },
  cache: { maxAgeMs: 60_000 },
});
const collections = [notes, values, cached];
const START = Date.parse("2026-01-01T00:00:00Z");

function setUp(tier?: TierDefinition) {
  const quotas: QuotaDefinition | undefined = tier && {
    tiers: { anonymous: tier, user: tier, service: tier, admin: tier },
  };
  return memoryGateway({ collections, now: () => START, ...(quotas && { quotas }) });
}

test("a call is answered as a real one: its result, its times and what it cost", async () => {
  const gateway = setUp();
  const ada = gateway.as({ uid: "ada" });
  const written = await ada.createDocument({
    collection: "users/ada/notes",
    id: "one",
    data: { text: "Milk", at: { $timestamp: "2026-01-01T00:00:00Z" } },
  });
  const { createTime, updateTime } = written.document;
  expect(await ada.getDocument({ path: "users/ada/notes/one" })).toEqual({
    document: {
      path: "users/ada/notes/one",
      id: "one",
      data: { text: "Milk", at: { $timestamp: "2026-01-01T00:00:00.000000Z" } },
      createTime,
      updateTime,
    },
    usage: { reads: 1, writes: 0, deletes: 0 },
  });
});

test("a refusal is thrown with its code, reason, details and usage", async () => {
  const gateway = setUp();
  const error = await errorOf(gateway.as({ uid: "ada" }).getDocument({ path: "values/none" }));
  expect(error).toMatchObject({
    code: "not-found",
    reason: "DOCUMENT_NOT_FOUND",
    details: { path: "values/none" },
    usage: { reads: 1, writes: 0, deletes: 0 },
  });
});

test("callers are who they are said to be", async () => {
  const gateway = setUp();
  const nameOf = async (caller: ReturnType<typeof gateway.as>) =>
    (await caller.getQuota({})).caller;
  expect(await nameOf(gateway.as({ uid: "ada" }))).toBe("user:ada");
  expect(await nameOf(gateway.as(null))).toBe("anonymous");
  expect(await nameOf(gateway.asService("billing"))).toBe("service:billing");
  await expect(gateway.asAdmin().listQuotas({})).resolves.toMatchObject({ overrides: [] });
  const denied = await errorOf(gateway.as({ uid: "ada" }).listQuotas({}));
  expect(denied.reason).toBe("FORBIDDEN");
});

test("a uid that no token has is refused as a token that has it would be", async () => {
  const error = await errorOf(setUp().as({ uid: "" }).getDocument({ path: "values/a" }));
  expect(error.reason).toBe("INVALID_CREDENTIALS");
});

describe("a request is what Firebase's client makes of it", () => {
  const send = (value: unknown) =>
    setUp()
      .as({ uid: "ada" })
      .setDocument({ path: "values/a", data: { value } as never });

  test.each<[string, unknown]>([
    ["NaN", NaN],
    ["a bigint", 1n],
    ["a function", () => 1],
    ["an instance of Map", new Map()],
  ])("%s is a mistake of the test, told with its place", async (what, value) => {
    await expect(send(value)).rejects.toThrow(TypeError);
    await expect(send([value])).rejects.toThrow(
      `request.data.value[0]: ${what} can't be sent as JSON`,
    );
  });

  test("undefined is null, a Date its text", async () => {
    const gateway = setUp();
    const data = { none: undefined, date: new Date(START) } as never;
    await gateway.as({ uid: "ada" }).setDocument({ path: "values/a", data });
    expect(await gateway.documents.get("values/a")).toEqual({
      none: null,
      date: "2026-01-01T00:00:00.000Z",
    });
  });

  test("what the door refuses is refused: an unknown key, too much, too deep", async () => {
    const ada = setUp().as({ uid: "ada" });
    const unknown = await errorOf(ada.getDocument({ path: "values/a", feilds: [] } as never));
    expect(unknown).toMatchObject({ reason: "INVALID_REQUEST", code: "invalid-argument" });
    const large = await errorOf(
      ada.setDocument({ path: "values/a", data: { text: "x".repeat(11e6) } }),
    );
    expect(large.reason).toBe("REQUEST_TOO_LARGE");
    const deep = JSON.parse(`${"[".repeat(200)}${"]".repeat(200)}`) as never;
    const nested = await errorOf(ada.setDocument({ path: "values/a", data: { deep } }));
    expect(nested.reason).toBe("REQUEST_TOO_DEEP");
  });
});

describe("documents", () => {
  test("are stored past policies and schemas, and seen by callers", async () => {
    const gateway = setUp();
    const { documents } = gateway;
    await documents.setAll({ "users/ada/notes/a": { any: 1 }, "users/ada": { name: "Ada" } });
    expect(await documents.get("users/ada/notes/a")).toEqual({ any: 1 });
    expect(await documents.get("users/ada/notes/b")).toBeUndefined();
    expect(await documents.list("users/ada/notes")).toEqual({ "users/ada/notes/a": { any: 1 } });
    const seen = await gateway.as({ uid: "ada" }).getDocument({ path: "users/ada/notes/a" });
    expect(seen.document.data).toEqual({ any: 1 });
  });

  test("are listed without the gateway's own, in the order of their paths", async () => {
    const gateway = setUp();
    await gateway.documents.set("values/b", {});
    await gateway.as({ uid: "ada" }).setDocument({ path: "values/a", data: { n: 1 } });
    expect(Object.keys(await gateway.documents.list())).toEqual(["values/a", "values/b"]);
  });

  test("what Firestore can't store is told with its place", async () => {
    const { documents } = setUp();
    await expect(documents.set("values", {})).rejects.toThrow("values: ");
    await expect(documents.set("values/a", { at: { $timestamp: "now" } })).rejects.toThrow(
      "values/a: at: ",
    );
    await expect(documents.set("values/a", { n: NaN })).rejects.toThrow("values/a.n: NaN");
  });
});

describe("time", () => {
  test("refills quotas, to the millisecond that a refusal says", async () => {
    const tier: TierDefinition = {
      calls: [perMinute(2)],
      reads: [perMinute(100)],
      writes: [perMinute(100)],
    };
    const gateway = setUp(tier);
    await gateway.documents.set("values/a", {});
    const ada = gateway.as({ uid: "ada" });
    const read = () => ada.getDocument({ path: "values/a" });
    await read();
    await read();
    const { reason, details } = await errorOf(read());
    expect(reason).toBe("QUOTA_EXCEEDED");
    const retryAfterMs = Number(details["retryAfterMs"]);
    expect(retryAfterMs).toBeGreaterThan(29_000);
    await gateway.advance(retryAfterMs - 1);
    expect((await errorOf(read())).reason).toBe("QUOTA_EXCEEDED");
    await gateway.advance(1);
    await expect(read()).resolves.toMatchObject({ document: { id: "a" } });
  });

  test("ages what is answered from memory", async () => {
    const gateway = setUp();
    const read = async () => {
      const { document, usage } = await gateway.as(null).getDocument({ path: "cached/a" });
      return [document.data["n"], usage.reads];
    };
    await gateway.documents.set("cached/a", { n: 1 });
    expect(await read()).toEqual([1, 1]);
    await gateway.documents.set("cached/a", { n: 2 });
    expect(await read()).toEqual([1, 0]);
    await gateway.advance(60_001);
    expect(await read()).toEqual([2, 1]);
  });

  test("ends documents by their ttl, and a request's record after a day", async () => {
    const gateway = setUp();
    const ada = gateway.as({ uid: "ada" });
    const until = { $timestamp: "2026-01-01T00:10:00Z" };
    const write = {
      collection: "users/ada/notes",
      id: "a",
      data: { text: "x", until },
      requestId: "11111111-1111-4111-8111-111111111111",
    };
    await ada.createDocument(write);
    await gateway.advance(599_999);
    expect(await gateway.documents.get("users/ada/notes/a")).toBeDefined();
    await gateway.advance(1);
    expect(await gateway.documents.get("users/ada/notes/a")).toBeUndefined();
    await expect(ada.createDocument(write)).resolves.toMatchObject({ replayed: true });
    await gateway.advance(86_400_000);
    const later = await ada.createDocument(write);
    expect(later.replayed).toBeUndefined();
  });

  test("is what the server writes, and never goes back", async () => {
    const gateway = setUp();
    await gateway.advance(5_000);
    expect(gateway.now).toBe(START + 5_000);
    const { commitTime } = await gateway
      .as({ uid: "ada" })
      .setDocument({ path: "values/a", data: {} });
    expect(commitTime).toMatch(/^2026-01-01T00:00:05\.0/);
    await expect(gateway.advance(-1)).rejects.toThrow(RangeError);
  });
});

describe("usage", () => {
  test("is counted over all calls, failed ones too", async () => {
    const gateway = setUp();
    const ada = gateway.as({ uid: "ada" });
    await ada.setDocument({ path: "values/a", data: {} });
    await errorOf(ada.getDocument({ path: "values/none" }));
    await ada.deleteDocument({ path: "values/a" });
    expect(gateway.usage).toEqual({ reads: 1, writes: 1, deletes: 1 });
  });

  test("within its limits, what the work returns is returned", async () => {
    const gateway = setUp();
    await gateway.documents.setAll({ "values/a": {}, "values/b": {} });
    const screen = () => gateway.as(null).queryDocuments({ collection: "values" });
    const { documents } = await gateway.expectUsage({ reads: 2, writes: 0 }, screen);
    expect(documents).toHaveLength(2);
  });

  test("beyond them, it says which calls cost what", async () => {
    const gateway = setUp();
    await gateway.documents.setAll({ "values/a": {}, "values/b": {} });
    const ada = gateway.as({ uid: "ada" });
    await ada.getDocument({ path: "values/a" });
    const screen = async () => {
      await ada.queryDocuments({ collection: "values" });
      await ada.getDocument({ path: "values/a" });
    };
    await expect(gateway.expectUsage({ reads: 2 }, screen)).rejects.toThrow(
      "The calls cost 3 reads, which is more than 2:\n" +
        "  queryDocuments, 1 times: 2 reads, 0 writes, 0 deletes\n" +
        "  getDocument, 1 times: 1 reads, 0 writes, 0 deletes",
    );
  });
});

test("what nobody foresaw is INTERNAL, with its cause for the test to see", async () => {
  const cause = new Error("a mistake");
  const gateway = memoryGateway({
    collections,
    wrapStore: (memory) => ({
      transactions: memory.transactions,
      get: (paths, call) => memory.get(paths, call),
      query: () => Promise.reject(cause),
      aggregate: (query, aggregates, call) => memory.aggregate(query, aggregates, call),
      commit: (writes, call) => memory.commit(writes, call),
      batchWrite: (writes, call) => memory.batchWrite(writes, call),
    }),
  });
  const error = await errorOf(gateway.as(null).queryDocuments({ collection: "values" }));
  expect(error).toMatchObject({ reason: "INTERNAL", cause });
});

test("types say what each callable takes and answers", () => {
  const ada = setUp().as({ uid: "ada" });
  const wrong = (): unknown => [
    // @ts-expect-error a document has a path
    ada.getDocument({}),
    // @ts-expect-error there is no such callable
    ada.getDoc,
    // @ts-expect-error an answer has no rows
    ada.queryDocuments({ collection: "values" }).then(({ rows }) => rows as unknown),
  ];
  expect(wrong).toBeInstanceOf(Function);
});

test("a cache answers nothing older than a write through the same gateway, and then keeps what it read", async () => {
  const gateway = setUp();
  const ada = gateway.as({ uid: "ada" });
  await gateway.documents.set("cached/a", { n: 1 });
  const read = async () => {
    const { document, usage } = await ada.getDocument({ path: "cached/a" });
    return [document.data["n"], usage.reads];
  };
  await read();
  await ada.setDocument({ path: "cached/a", data: { n: 2 } });
  expect([await read(), await read()]).toEqual([
    [2, 1],
    [2, 0],
  ]);
});
