import { GatewayError } from "../errors/error.ts";
import type { Fields } from "../values/value.ts";
import { MemoryStore } from "../documents/memory-store.ts";
import { StoreError, type DocumentStore, type StoreErrorCode } from "../documents/store.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import { Call } from "../call/call.ts";
import type { CallContext } from "../call/call-context.ts";
import { meddled } from "./meddled-store.fixture.ts";
import { toBatchOperation } from "../request/request-write.ts";
import { adaAuthorizes } from "./ada-authorizes.fixture.ts";
import { MAX_ATTEMPTS } from "./commit-writes.ts";
import { writeEach } from "./write-each.ts";

type Writes = readonly Parameters<typeof toBatchOperation>[0][];

let store: MemoryStore;
let call: Call;

beforeEach(() => {
  store = new MemoryStore({ now: () => 0 });
  call = new Call("batchWrite", 600_000, Date.now);
  jest.spyOn(Math, "random").mockReturnValue(0);
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

/** The reason of each that failed; of the others whether they have a version. */
async function write(writes: Writes, documents: DocumentStore = store) {
  const grants = writes.map((one, index): AuthorizedWrite | GatewayError => {
    try {
      return adaAuthorizes(toBatchOperation(one, index), { at: `writes[${String(index)}]`, index });
    } catch (error) {
      if (error instanceof GatewayError) return error;
      throw error;
    }
  });
  const outcomes = await writeEach(grants, { gateway: { documents }, call } as CallContext);
  return outcomes.map((outcome) => {
    if (outcome instanceof GatewayError) return outcome.reason;
    return outcome.updateTime === undefined ? "done" : "written";
  });
}

test("each stands alone: forbidden, refused or done", async () => {
  await put("partly/shut", { open: false });
  await put("open/there", {});
  const outcomes = await write([
    { op: "set", path: "nowhere/one", data: {} },
    { op: "create", path: "open/there", data: {} },
    { op: "update", path: "open/none", data: {} },
    { op: "update", path: "partly/shut", data: { n: 1 } },
    { op: "set", path: "open/new", data: { n: 1 } },
    { op: "delete", path: "open/gone" },
  ]);
  expect(outcomes).toEqual([
    "FORBIDDEN",
    "DOCUMENT_EXISTS",
    "DOCUMENT_NOT_FOUND",
    "FORBIDDEN",
    "written",
    "done",
  ]);
  expect(await stored("open/new")).toEqual({ n: 1 });
  expect(await stored("partly/shut")).toEqual({ open: false });
  expect(call.usage).toMatchObject({ writes: 1, deletes: 1 });
});

test("writes of different documents are one round trip, and those of one document are in their order", async () => {
  const one: Writes = ["open/a", "open/b"].map((path) => ({ op: "set", path, data: { n: 1 } }));
  await write(one);
  expect(call.store.meter.roundTrips).toBe(1);
  const outcomes = await write([
    { op: "delete", path: "open/a" },
    { op: "create", path: "open/a", data: { n: 2 } },
    { op: "update", path: "open/a", data: { n: { $increment: 1 } } },
    ...one.slice(1),
  ]);
  expect(outcomes).toEqual(["done", "written", "written", "written"]);
  expect(await stored("open/a")).toEqual({ n: 3 });
  expect(call.store.meter.roundTrips).toBe(4);
});

describe("a document that others change meanwhile", () => {
  const both: Writes = [
    { op: "update", path: "partly/a", data: { n: 1 } },
    { op: "update", path: "partly/b", data: { n: 1 } },
  ];
  const contended = (times: number) => {
    const sent: (readonly string[])[] = [];
    const documents = meddled(store, {
      batchWrite: async (send, writes) => {
        sent.push(writes.map(({ path }) => path));
        if (sent.length <= times) await put("partly/a", { open: true, others: sent.length });
        return send();
      },
    });
    return { documents, sent };
  };

  test("is decided anew, and its write alone sent again", async () => {
    await put("partly/a", { open: true });
    await put("partly/b", { open: true });
    const { documents, sent } = contended(2);
    expect(await write(both, documents)).toEqual(["written", "written"]);
    expect(sent).toEqual([["partly/a", "partly/b"], ["partly/a"], ["partly/a"]]);
    expect(await stored("partly/a")).toEqual({ open: true, others: 2, n: 1 });
    expect(call.usage).toEqual({ reads: 4, writes: 2, deletes: 0 });
  });

  test("is tried eight times, each after a random wait, and the other write is done all the same", async () => {
    await put("partly/a", { open: true });
    await put("partly/b", { open: true });
    const { documents, sent } = contended(Infinity);
    expect(await write(both, documents)).toEqual(["CONTENTION", "written"]);
    expect(sent).toHaveLength(MAX_ATTEMPTS);
    expect(Math.random).toHaveBeenCalledTimes(MAX_ATTEMPTS - 1);
  });
});

describe("where Firestore does not answer", () => {
  const failing = (code: StoreErrorCode, outcomeUnknown: boolean) => {
    let requests = 0;
    const documents = meddled(store, {
      batchWrite: () => {
        requests += 1;
        return Promise.reject(new StoreError(code, "gone", { outcomeUnknown }));
      },
    });
    return { documents, requests: () => requests };
  };
  const writes: Writes = [
    { op: "set", path: "open/a", data: { n: 1 } },
    { op: "set", path: "open/b", data: { n: 1 } },
    { op: "delete", path: "open/a" },
  ];

  test("what was sent is unknown, and no later write of the document overtakes it", async () => {
    const { documents, requests } = failing("UNAVAILABLE", true);
    expect(await write(writes, documents)).toEqual([
      "OUTCOME_UNKNOWN",
      "OUTCOME_UNKNOWN",
      "FIRESTORE_UNAVAILABLE",
    ]);
    expect(requests()).toBe(1);
    expect(call.cost.writes).toBe(2);
  });

  test("what was not sent is told to be so, and costs nothing", async () => {
    const { documents } = failing("UNAVAILABLE", false);
    expect(new Set(await write(writes, documents))).toEqual(new Set(["FIRESTORE_UNAVAILABLE"]));
    expect(call.cost.writes).toBe(0);
  });

  test("to a read, nothing is written", async () => {
    await put("partly/a", { open: true });
    const documents = meddled(store, {
      get: () => Promise.reject(new StoreError("UNAVAILABLE", "gone")),
    });
    const update: Writes = [{ op: "update", path: "partly/a", data: { n: 1 } }];
    expect(await write(update, documents)).toEqual(["FIRESTORE_UNAVAILABLE"]);
    expect(await stored("partly/a")).toEqual({ open: true });
  });
});

test("what Firestore does not take is refused alone, once its document was read", async () => {
  const sent: (readonly string[])[] = [];
  const documents = meddled(store, {
    batchWrite: (send, writes) => {
      sent.push(writes.map(({ path }) => path));
      if (!writes.some(({ path }) => path === "open/bad")) return send();
      return Promise.reject(new StoreError("INVALID_ARGUMENT", "no"));
    },
  });
  const writes: Writes = ["open/a", "open/bad", "open/b"].map((path) => {
    return { op: "set", path, data: { n: 1 } };
  });
  expect(await write(writes, documents)).toEqual(["written", "FIRESTORE_REFUSED", "written"]);
  expect(sent).toEqual([
    ["open/a", "open/bad", "open/b"],
    ["open/a"],
    ["open/bad"],
    ["open/b"],
    ["open/bad"],
  ]);
  expect(call.usage).toEqual({ reads: 1, writes: 2, deletes: 0 });
});
