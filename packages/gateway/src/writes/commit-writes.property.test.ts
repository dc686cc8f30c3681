import fc from "fast-check";
import { GatewayError } from "../errors/error.ts";
import type { Fields } from "../values/value.ts";
import { MemoryStore } from "../documents/memory-store.ts";
import {
  StoreError,
  type DocumentStore,
  type Precondition,
  type Write,
} from "../documents/store.ts";
import { tries } from "../../simulation/soak.ts";
import { Call } from "../call/call.ts";
import type { CallContext } from "../call/call-context.ts";
import { meddled } from "./meddled-store.fixture.ts";
import { recordOf } from "./request-record.ts";
import { refuseConflicts } from "../request/refuse-conflicts.ts";
import type { Committed } from "./committed.ts";
import { transformsInChanges } from "../schema/check/transforms-in.ts";
import { toBatchOperation } from "../request/request-write.ts";
import { adaAuthorizes } from "./ada-authorizes.fixture.ts";
import { ada } from "./write-case.arbitrary.ts";
import { commitWrites } from "./commit-writes.ts";

/** The same request whenever it is sent. */
const record = recordOf({
  collection: "_requests",
  caller: ada,
  address: "192.0.2.1",
  callable: "batchWrite",
  requestId: "6fa459ea-ee8a-4ca4-894e-db77e160355e",
  content: {},
});

beforeEach(() => {
  // Who collided goes on at once.
  jest.spyOn(Math, "random").mockReturnValue(0);
});
afterEach(() => jest.restoreAllMocks());

type Writes = readonly Parameters<typeof toBatchOperation>[0][];

async function send(writes: Writes, documents: DocumentStore, of?: typeof record) {
  const grants = writes.map((write, index) =>
    adaAuthorizes(toBatchOperation(write, index), { at: `writes[${String(index)}]`, index }),
  );
  const call = new Call("batchWrite", 600_000, Date.now);
  try {
    return await commitWrites(grants, { gateway: { documents }, call } as CallContext, of);
  } catch (error) {
    if (error instanceof GatewayError || error instanceof StoreError) return error;
    throw error;
  } finally {
    call.end();
  }
}

async function storeOf(documents: Readonly<Record<string, Fields>>): Promise<MemoryStore> {
  const store = new MemoryStore({ now: () => 0 });
  const writes = Object.entries(documents).map(([path, fields]) => {
    return { kind: "update" as const, path, fields };
  });
  if (writes.length > 0) await store.commit(writes, {});
  return store;
}

async function dataOf(store: DocumentStore, paths: readonly string[]) {
  const { documents } = await store.get(paths, {});
  return documents.map((document) => document?.data ?? null);
}

describe("a batch", () => {
  const PATHS = ["open/a", "open/b", "partly/a", "partly/b"] as const;
  const stored = fc.record<Record<string, Fields>>(
    Object.fromEntries(PATHS.map((path) => [path, fc.record({ open: fc.boolean() })])),
    { requiredKeys: [] },
  );
  const write = fc
    .constantFrom(...PATHS)
    .chain((path) =>
      fc.constantFrom<Writes[number][]>(
        { op: "create", path, data: { n: 1 } },
        { op: "set", path, data: { n: 1, open: true } },
        { op: "update", path, data: { n: 1 } },
        { op: "update", path, data: { n: 1 }, ifExists: true },
        { op: "delete", path },
        { op: "delete", path, ifExists: true },
        { op: "verify", path, ifExists: true },
        { op: "verify", path, ifExists: false },
      ),
    );
  const writes = fc.uniqueArray(write, { minLength: 1, selector: ({ path }) => path });

  test("is applied whole or not at all, and fails as one of its writes does alone", async () => {
    await fc.assert(
      fc.asyncProperty(stored, writes, async (documents, batch) => {
        const alone = await Promise.all(
          batch.map(async (one) => {
            const store = await storeOf(documents);
            const outcome = await send([one], store);
            return { outcome, left: await dataOf(store, [one.path]) };
          }),
        );
        const store = await storeOf(documents);
        const before = await dataOf(store, PATHS);
        const outcome = await send(batch, store);
        if (outcome instanceof Error) {
          const { reason, details } = outcome as GatewayError;
          expect(await dataOf(store, PATHS)).toEqual(before);
          expect(alone[Number(details["index"])]?.outcome).toMatchObject({ reason });
        } else {
          const left = await Promise.all(batch.map(({ path }) => dataOf(store, [path])));
          expect(left).toEqual(alone.map((one) => one.left));
          expect(alone.filter((one) => one.outcome instanceof Error)).toEqual([]);
        }
      }),
      { numRuns: tries({ short: 200, long: 10_000 }) },
    );
  });
});

describe("several writes of one document in a batch", () => {
  const PATHS = ["open/a", "partly/a", "partly/b"] as const;
  const stored = fc.record<Record<string, Fields>>(
    Object.fromEntries(
      PATHS.map((path) => [path, fc.record({ open: fc.boolean(), n: fc.constant(5) })]),
    ),
    { requiredKeys: [] },
  );
  const write = fc
    .constantFrom(...PATHS)
    .chain((path) =>
      fc.constantFrom<Writes[number][]>(
        { op: "create", path, data: { n: { $increment: 2 }, open: true } },
        { op: "set", path, data: { n: 1, open: true } },
        { op: "set", path, data: { n: 1, open: false } },
        { op: "set", path, data: { n: { $increment: 2 } }, merge: true },
        { op: "set", path, data: { open: true }, ifExists: true },
        { op: "update", path, data: { n: { $increment: 1 }, l: { $arrayUnion: [1] } } },
        { op: "update", path, data: { n: { $maximum: 7 }, "m.low": { $minimum: -1 } } },
        { op: "update", path, data: { open: false }, ifExists: true },
        { op: "delete", path },
        { op: "delete", path, ifExists: true },
        { op: "verify", path, ifExists: true },
      ),
    );
  const batches = fc.array(write, { minLength: 2, maxLength: 6 });

  /** Whoever left nothing of a document may delete it again in the same batch. */
  async function sendNext(one: Writes[number], store: MemoryStore, begun: Set<string>) {
    const isGone = begun.has(one.path) && (await dataOf(store, [one.path]))[0] === null;
    const isAllowed = one.op === "delete" && isGone;
    return isAllowed ? { commitTime: "", writeResults: [{}] } : send([one], store);
  }

  /** What each write comes to in turn, alone; of a document whose write has failed, no more. */
  async function inTurn(documents: Readonly<Record<string, Fields>>, batch: Writes) {
    const store = await storeOf(documents);
    const failed = new Set<string>();
    const begun = new Set<string>();
    const outcomes = [];
    for (const one of batch) {
      const outcome = failed.has(one.path) ? undefined : await sendNext(one, store, begun);
      if (outcome instanceof Error) failed.add(one.path);
      begun.add(one.path);
      outcomes.push(outcome);
    }
    return { outcomes, left: await dataOf(store, PATHS) };
  }

  test("come to what they come to in turn, or the batch fails as one of them does, or is refused as Firestore refuses it", async () => {
    const seen = { done: 0, failed: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(stored, batches, async (documents, batch) => {
        const store = await storeOf(documents);
        if (isConflict(batch)) {
          seen.refused += 1;
          const outcome = await send(batch, store);
          expect(outcome).toBeInstanceOf(Error);
          expect(await dataOf(store, PATHS)).toEqual(await dataOf(await storeOf(documents), PATHS));
          return;
        }
        const { outcomes, left } = await inTurn(documents, batch);
        const outcome = await send(batch, store);
        if (outcome instanceof Error) {
          seen.failed += 1;
          const { reason, details } = outcome as GatewayError;
          expect(outcomes[Number(details["index"])]).toMatchObject({ reason });
          expect(await dataOf(store, PATHS)).toEqual(await dataOf(await storeOf(documents), PATHS));
        } else {
          seen.done += 1;
          expect(await dataOf(store, PATHS)).toEqual(left);
          expect(outcome.writeResults.map(({ transformResults }) => transformResults)).toEqual(
            outcomes.map((one) => (one as Committed).writeResults[0]?.transformResults),
          );
        }
      }),
      { numRuns: tries({ short: 500, long: 10_000 }) },
    );
    expect(Object.values(seen).every((count) => count > 20)).toBe(true);
  });

  test("under an open policy leave what the store itself makes of them, and tell what it tells", async () => {
    const open = batches.map((batch) => batch.map((one) => ({ ...one, path: "open/a" })));
    await fc.assert(
      fc.asyncProperty(stored, open, async (documents, batch) => {
        const [store, direct] = [await storeOf(documents), await storeOf(documents)];
        const outcome = await send(batch, store);
        const results = await direct.commit(batch.map(written), {}).then(
          ({ writeResults }) => writeResults,
          () => undefined,
        );
        expect(await dataOf(store, PATHS)).toEqual(await dataOf(direct, PATHS));
        expect(outcome instanceof Error ? undefined : outcome.writeResults).toEqual(results);
      }),
      { numRuns: tries({ short: 500, long: 10_000 }) },
    );
  });
});

function isConflict(batch: Writes): boolean {
  try {
    refuseConflicts(batch.map(toBatchOperation));
    return false;
  } catch {
    return true;
  }
}

/** The write as Firebase's own clients send it to Firestore. */
function written(write: Writes[number], index: number): Write {
  const { kind, path, condition } = toBatchOperation(write, index);
  const precondition = condition ?? IMPLIED[kind];
  const under = precondition && { precondition };
  if (kind === "delete") return { kind, path, ...under };
  if (kind === "verify") return { kind, path, precondition: precondition ?? { exists: true } };
  const data = "data" in write ? write.data : {};
  const entries = Object.entries(data).map(([name, value]) => ({ path: name.split("."), value }));
  const transforms = transformsInChanges(entries);
  const sets = entries.filter((one) => transformsInChanges([one]).length === 0);
  const fields = Object.fromEntries(sets.map(({ path: [name = ""], value }) => [name, value]));
  const isWhole = kind === "create" || (kind === "set" && !("merge" in write));
  const mask = isWhole ? undefined : sets.map((one) => one.path);
  return { kind: "update", path, fields, ...(mask && { mask }), transforms, ...under };
}

const IMPLIED: Partial<Record<string, Precondition>> = {
  create: { exists: false },
  update: { exists: true },
};

/** What becomes of a request to Firestore, and what others do before it. */
const FAULTS = [
  "none",
  "cut before",
  "cut after",
  "unreachable",
  "aborted",
  "other writer",
] as const;
type Fault = (typeof FAULTS)[number];

/** A store whose requests meet with these faults, one after the other. */
function faulty(store: MemoryStore, faults: readonly Fault[]): DocumentStore {
  const left = [...faults];
  const meet = async <Answer>(request: () => Promise<Answer>, isWrite: boolean) => {
    switch (left.shift() ?? "none") {
      case "none":
        return request();
      case "other writer":
        await store.commit([{ kind: "update", path: PATH, ...ANOTHERS }], {});
        return request();
      case "cut before":
        throw new StoreError("UNAVAILABLE", "cut", { outcomeUnknown: isWrite });
      case "cut after":
        await request();
        throw new StoreError("UNAVAILABLE", "cut", { outcomeUnknown: isWrite });
      case "unreachable":
        throw new StoreError("UNAVAILABLE", "unreachable", { unreachable: true });
      case "aborted":
        throw new StoreError("ABORTED", "contention");
    }
  };
  return meddled(store, {
    get: (request) => meet(request, false),
    commit: (request) => meet(request, true),
  });
}

const PATH = "partly/counter";
const ANOTHERS = {
  fields: {},
  mask: [],
  transforms: [{ field: ["others"], transform: { kind: "increment", by: 1 } }],
} as const;

describe.each([
  ["a write that is decided without reading", "open/counter", 1],
  ["a write that is decided on what is stored", PATH, 1],
  ["writes of one document that are decided without reading", "open/counter", 3],
  ["writes of one document that are decided on what is stored", PATH, 3],
])("whatever befalls %s", (_what, path, times) => {
  const faults = fc.array(fc.constantFrom(...FAULTS), { maxLength: 20 });
  const one: Writes[number] = { op: "update", path, data: { n: { $increment: 1 } } };
  const count: Writes = Array.from({ length: times }, () => one);
  const seeds = { [path]: { n: 0, open: true }, [PATH]: { n: 0, open: true, others: 0 } };
  const countIn = async (store: DocumentStore) => (await dataOf(store, [path]))[0]?.["n"];

  test("all is applied once if it says so, not at all if it says that, else once at most", async () => {
    await fc.assert(
      fc.asyncProperty(faults, fc.boolean(), async (met, isOnce) => {
        const store = await storeOf(seeds);
        const outcome = await send(count, faulty(store, met), isOnce ? record : undefined);
        const n = await countIn(store);
        if (!(outcome instanceof Error)) expect(n).toBe(times);
        else if (outcome instanceof StoreError && outcome.outcomeUnknown)
          expect([0, times]).toContain(n);
        else expect(n).toBe(0);
      }),
      { numRuns: tries({ short: 250, long: 10_000 }) },
    );
  });

  test("sent again under its requestId, all is applied once, and answers as it did, but that a number may be known no more", async () => {
    await fc.assert(
      fc.asyncProperty(faults, faults, async (met, metAgain) => {
        const store = await storeOf(seeds);
        const first = await send(count, faulty(store, met), record);
        await send(count, faulty(store, metAgain), record);
        const last = await send(count, store, record);
        expect(await countIn(store)).toBe(times);
        expect(last).not.toBeInstanceOf(Error);
        if (first instanceof Error || last instanceof Error) return;
        const { commitTime } = first;
        expect(last).toMatchObject({ commitTime, replay: expect.anything() });
        for (const { writeResults } of [first, last]) {
          expect(writeResults.map(({ updateTime }) => updateTime)).toEqual(
            count.map(() => commitTime),
          );
          for (const [index, { transformResults }] of writeResults.entries()) {
            expect([[index + 1], [null]]).toContainEqual(transformResults);
          }
        }
        if (times > 1 || [...met, ...metAgain].includes("other writer")) return;
        expect(last.writeResults[0]?.transformResults).toEqual([1]);
      }),
      { numRuns: tries({ short: 250, long: 10_000 }) },
    );
  });
});
