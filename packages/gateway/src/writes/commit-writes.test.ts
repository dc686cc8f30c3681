import { GatewayError } from "../errors/error.ts";
import type { Fields } from "../values/value.ts";
import { MemoryStore } from "../documents/memory-store.ts";
import { StoreError, type DocumentStore, type StoreErrorCode } from "../documents/store.ts";
import { Call } from "../call/call.ts";
import type { CallContext } from "../call/call-context.ts";
import { meddled } from "./meddled-store.fixture.ts";
import { recordOf } from "./request-record.ts";
import { toBatchOperation } from "../request/request-write.ts";
import { adaAuthorizes } from "./ada-authorizes.fixture.ts";
import { ada } from "./write-case.arbitrary.ts";
import { commitWrites, MAX_ATTEMPTS } from "./commit-writes.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

type Writes = readonly Parameters<typeof toBatchOperation>[0][];

const grantsOf = (writes: Writes) =>
  writes.map((write, index) =>
    adaAuthorizes(toBatchOperation(write, index), { at: `writes[${String(index)}]`, index }),
  );

const requestOf = (content: object) =>
  recordOf({
    collection: "_requests",
    caller: ada,
    address: "192.0.2.1",
    callable: "batchWrite",
    requestId: "6fa459ea-ee8a-4ca4-894e-db77e160355e",
    content,
  });
const record = requestOf({});

let nowMs = 0;
let store: MemoryStore;
let call: Call;

beforeEach(async () => {
  nowMs = Date.parse("2026-11-22T10:00:00Z");
  store = new MemoryStore({ now: () => nowMs });
  await put("partly/one", { open: true });
  await put("partly/two", { open: true });
  call = new Call("batchWrite", 600_000, () => nowMs);
  jest.spyOn(Math, "random").mockReturnValue(0);
  jest.spyOn(Date, "now").mockImplementation(() => nowMs);
});
afterEach(() => {
  call.end();
  jest.restoreAllMocks();
});

const put = (path: string, fields: Fields) => store.commit([{ kind: "update", path, fields }], {});

async function stored(path: string): Promise<Fields | null> {
  const { documents } = await store.get([path], {});
  return documents[0]?.data ?? null;
}

async function versionOf(path: string): Promise<string> {
  const { documents } = await store.get([path], {});
  return documents[0]?.updateTime ?? "";
}

const commit = (writes: Writes, documents: DocumentStore = store, of?: typeof record) =>
  commitWrites(grantsOf(writes), { gateway: { documents }, call } as CallContext, of);

async function refusal(...of: Parameters<typeof commit>): Promise<GatewayError | StoreError> {
  try {
    await commit(...of);
  } catch (error) {
    if (error instanceof GatewayError || error instanceof StoreError) return error;
    throw error;
  }
  throw new Error("It was applied.");
}

/** The store, where others do this just before each commit. */
function contended(others: (attempt: number) => Promise<unknown>): DocumentStore {
  let attempt = 0;
  return meddled(store, {
    commit: async (send) => {
      attempt += 1;
      await others(attempt);
      return send();
    },
  });
}

const ONE: Writes = [{ op: "update", path: "partly/one", data: { n: 1 } }];

describe("round trips", () => {
  test("are one where nothing has to be known, and two where the policy needs what is stored", async () => {
    await commit([{ op: "set", path: "open/one", data: { n: 1 } }]);
    expect(call.store.meter.roundTrips).toBe(1);
    await commit([...ONE, { op: "create", path: "open/two", data: {} }]);
    expect(call.store.meter.roundTrips).toBe(3);
  });

  test("cost what is read and written; a verify, which is not billed, is owed", async () => {
    await commit([
      ...ONE,
      { op: "delete", path: "partly/two" },
      { op: "verify", path: "open/none", ifExists: false },
    ]);
    expect(call.usage).toEqual({ reads: 2, writes: 1, deletes: 1 });
    expect(call.cost).toEqual({ calls: 1, reads: 2, writes: 3, deletes: 1 });
  });
});

describe("a document that others change meanwhile", () => {
  test("is read again, and the write decided anew on it", async () => {
    const documents = contended(async (attempt) => {
      if (attempt <= 3) await put("partly/one", { open: true, others: attempt });
    });
    await commit(ONE, documents);
    expect(await stored("partly/one")).toEqual({ open: true, others: 3, n: 1 });
    expect(call.usage).toEqual({ reads: 4, writes: 1, deletes: 0 });
  });

  test("is not written where the policy does not allow it any more", async () => {
    const documents = contended(() => put("partly/one", { open: false }));
    expect(await refusal(ONE, documents)).toMatchObject({ reason: "FORBIDDEN" });
    expect(await stored("partly/one")).toEqual({ open: false });
  });

  test("is not written under the caller's own condition, and all that changed are named", async () => {
    const writes: Writes = await Promise.all(
      ["open/three", "partly/one", "partly/two"].map(async (path) => {
        if (path.startsWith("open")) return { op: "set" as const, path, data: {} };
        return { op: "update" as const, path, data: { n: 1 }, ifUpdateTime: await versionOf(path) };
      }),
    );
    const documents = contended(async () => {
      await put("partly/one", { open: true, n: 2 });
      await put("partly/two", { open: true, n: 2 });
    });
    expect(await refusal(writes, documents)).toMatchObject({
      reason: "STALE",
      details: { index: 1, path: "partly/one", paths: ["partly/one", "partly/two"] },
    });
    expect(await stored("open/three")).toBeNull();
  });

  test("is tried eight times, and then nothing is changed", async () => {
    let attempts = 0;
    const documents = contended((attempt) => {
      attempts = attempt;
      return put("partly/one", { open: true, others: attempt });
    });
    const writes: Writes = [...ONE, { op: "set", path: "open/one", data: {} }];
    expect(await refusal(writes, documents)).toMatchObject({ reason: "CONTENTION" });
    expect(attempts).toBe(MAX_ATTEMPTS);
    expect(await stored("partly/one")).toEqual({ open: true, others: MAX_ATTEMPTS });
    expect(await stored("open/one")).toBeNull();
  });

  test("is written again where Firestore gave up on it", async () => {
    const documents = contended((attempt) =>
      attempt > 1 ? Promise.resolve() : Promise.reject(new StoreError("ABORTED", "contention")),
    );
    await commit(ONE, documents);
    expect(await stored("partly/one")).toEqual({ open: true, n: 1 });
  });

  test("is not waited for when the call is over", async () => {
    // Longer than any test may take.
    jest.spyOn(Math, "random").mockReturnValue(100_000);
    let attempts = 0;
    const documents = contended(async () => {
      attempts += 1;
      await put("partly/one", { open: true, others: attempts });
      setImmediate(() => call.cutShort(new Error("over")));
    });
    expect(await refusal(ONE, documents)).toMatchObject({
      code: "UNAVAILABLE",
      outcomeUnknown: false,
    });
    expect(attempts).toBe(1);
  });
});

test("what was not read is read to say why Firestore does not apply it", async () => {
  const create: Writes = [{ op: "create", path: "open/one", data: { n: 1 } }];
  await put("open/one", { n: 0 });
  expect(await refusal(create)).toMatchObject({ reason: "DOCUMENT_EXISTS" });
  expect(call.usage).toEqual({ reads: 1, writes: 0, deletes: 0 });
  const update: Writes = [{ op: "update", path: "open/none", data: { n: 1 } }];
  expect(await refusal(update)).toMatchObject({ reason: "DOCUMENT_NOT_FOUND" });
});

describe("what Firestore does not take", () => {
  const refusing = (message: string) =>
    meddled(store, { commit: () => Promise.reject(new StoreError("INVALID_ARGUMENT", message)) });
  const set: Writes = [{ op: "set", path: "open/one", data: { n: 1 } }];

  test("is decided again on what is stored, once", async () => {
    expect(await refusal(set, refusing("no"))).toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(call.usage).toEqual({ reads: 1, writes: 0, deletes: 0 });
  });

  test("is told where it is the size of the document that is left", async () => {
    expect(await refusal(set, refusing("exceeds the maximum allowed size"))).toMatchObject({
      reason: "INVALID_DOCUMENT",
      details: { index: 0, path: "open/one" },
    });
  });
});

describe("a lost answer", () => {
  const COUNT: Writes = [{ op: "update", path: "partly/one", data: { n: { $increment: 1 } } }];

  const lost = (code: StoreErrorCode) => new StoreError(code, "cut", { outcomeUnknown: true });

  /** The answers of so many commits are lost; the write is applied or not. */
  function losing(answers: number, isApplied: boolean, code: StoreErrorCode = "UNAVAILABLE") {
    let left = answers;
    return meddled(store, {
      commit: async (send) => {
        left -= 1;
        if (left < 0) return send();
        if (isApplied) await send();
        throw lost(code);
      },
    });
  }

  test.each([
    [true, "UNAVAILABLE"],
    [false, "UNAVAILABLE"],
    [false, "ABORTED"],
  ] as const)(
    "is not asked for again without a requestId: applied is %s, Firestore says %s",
    async (isApplied, code) => {
      const documents = losing(1, isApplied, code);
      expect(await refusal(COUNT, documents)).toMatchObject({ outcomeUnknown: true });
      expect(await stored("partly/one")).toEqual({ open: true, ...(isApplied && { n: 1 }) });
      expect(call.usage.writes).toBe(0);
      expect(call.cost.writes).toBe(1);
    },
  );

  test("is found out with a requestId where the write was applied", async () => {
    const answer = await commit(COUNT, losing(1, true), record);
    expect(answer.replay).toBeDefined();
    expect(answer.commitTime).toBe(await versionOf("partly/one"));
    expect(await stored("partly/one")).toEqual({ open: true, n: 1 });
  });

  test("is made up for with a requestId where it was not", async () => {
    const answer = await commit(COUNT, losing(3, false), record);
    expect(answer.replay).toBeUndefined();
    expect(await stored("partly/one")).toEqual({ open: true, n: 1 });
  });

  test("stays unknown where all are lost, whatever goes wrong after the first", async () => {
    expect(await refusal(COUNT, losing(Infinity, false), record)).toMatchObject({
      outcomeUnknown: true,
    });
    const unread = meddled(losing(1, false), {
      get: (send, paths) => {
        if (paths.length === 1) return send();
        return Promise.reject(new StoreError("UNAVAILABLE", "gone"));
      },
    });
    await put("open/one", { n: 0 });
    const open: Writes = [{ op: "update", path: "open/one", data: { n: { $increment: 1 } } }];
    expect(await refusal(open, unread, record)).toMatchObject({ outcomeUnknown: true });
  });

  test("stays unknown where the policy refuses the write since", async () => {
    const documents = meddled(store, {
      commit: async () => {
        await put("partly/one", { open: false });
        throw lost("UNAVAILABLE");
      },
    });
    expect(await refusal(COUNT, documents, record)).toMatchObject({ outcomeUnknown: true });
  });

  test("stays unknown where Firestore does not take the write since", async () => {
    let attempts = 0;
    const documents = meddled(store, {
      commit: () => {
        attempts += 1;
        const refused = new StoreError("INVALID_ARGUMENT", "no");
        return Promise.reject(attempts === 1 ? lost("UNAVAILABLE") : refused);
      },
    });
    expect(await refusal(COUNT, documents, record)).toMatchObject({ outcomeUnknown: true });
  });
});

describe("a request that is repeated", () => {
  const writes: Writes = [
    { op: "update", path: "partly/one", data: { n: { $increment: 1 } } },
    { op: "delete", path: "partly/two" },
  ];

  test("is answered as before, and nothing is written", async () => {
    const first = await commit(writes, store, record);
    const { writes: before } = call.usage;
    const { replay, ...again } = await commit(writes, store, record);
    expect(again).toEqual(first);
    expect(replay).toBeDefined();
    expect(call.usage.writes).toBe(before);
    expect(await stored("partly/one")).toEqual({ open: true, n: 1 });
  });

  test("is answered as before though the policy would refuse it by now", async () => {
    const { commitTime } = await commit(writes, store, record);
    await put("partly/one", { open: false });
    expect(await commit(writes, store, record)).toMatchObject({ commitTime });
  });

  test("is refused with other content", async () => {
    await commit(writes, store, record);
    expect(await refusal(writes, store, requestOf({ other: true }))).toMatchObject({
      reason: "REQUEST_ID_REUSED",
    });
  });

  test("is applied anew after a day", async () => {
    const update: Writes = [writes[0] as Writes[number]];
    await commit(update, store, record);
    nowMs += DAY_MS + 1_000;
    expect((await commit(update, store, record)).replay).toBeUndefined();
    expect(await stored("partly/one")).toEqual({ open: true, n: 2 });
    expect((await commit(update, store, record)).replay).toBeDefined();
    expect(await stored("partly/one")).toEqual({ open: true, n: 2 });
  });

  test("leaves no record where it was refused", async () => {
    const refused: Writes = [...writes, { op: "create", path: "partly/none", data: {} }];
    await put("partly/none", {});
    expect(await refusal(refused, store, record)).toMatchObject({ reason: "DOCUMENT_EXISTS" });
    expect(await stored(record.path)).toBeNull();
    expect((await commit(writes, store, record)).replay).toBeUndefined();
  });
});
