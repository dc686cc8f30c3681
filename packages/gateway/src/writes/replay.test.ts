import type { WriteOperation } from "../request/operation.ts";
import type { Caller } from "../caller/caller.ts";
import { anyone, anyData, collection, owner } from "../index.ts";
import { MemoryStore } from "../documents/memory-store.ts";
import { StoreError, type DocumentStore, type WriteResult } from "../documents/store.ts";
import { Registry } from "../collection/registry.ts";
import { authorizer } from "../authorize/authorize.ts";
import { Call } from "../call/call.ts";
import type { CallContext } from "../call/call-context.ts";
import { recordOf } from "./request-record.ts";
import { toBatchOperation } from "../request/request-write.ts";
import { commitWrites } from "./commit-writes.ts";

const ada: Caller = { kind: "user", uid: "ada", admin: false, roles: [], teams: [], app: null };
const collections = new Registry([
  collection("open", { schema: anyData(), access: { read: anyone(), write: anyone() } }),
  collection("owned", {
    schema: anyData(),
    access: { read: anyone(), update: owner("by"), delete: owner("by") },
  }),
]);
const RECORD = recordOf({
  collection: "_requests",
  caller: ada,
  address: "192.0.2.1",
  callable: "batchWrite",
  requestId: "6fa459ea-ee8a-4ca4-894e-db77e160355e",
  content: {},
});

/** Some are read before they are written, since their policy needs them; some change nothing. */
const writes = [
  { op: "update", path: "open/same", data: { n: 1 } },
  { op: "update", path: "owned/same", data: { n: 1 } },
  { op: "update", path: "open/other", data: { n: 2 } },
  { op: "update", path: "owned/other", data: { n: 2 } },
  { op: "delete", path: "open/gone" },
  {
    op: "update",
    path: "open/counted",
    data: { n: { $increment: 1 }, l: { $arrayUnion: [1] }, at: { $serverTimestamp: true } },
  },
  { op: "update", path: "owned/counted", data: { n: { $maximum: 7 } } },
] as const;

const ofOneField: WriteOperation = {
  kind: "update",
  path: "open/again",
  data: {},
  transforms: [
    { field: ["n"], transform: { $increment: 1 } },
    { field: ["n"], transform: { $increment: 1 } },
  ],
};
const operations = [...writes.map(toBatchOperation), ofOneField];

/** A store that can't write to the record of a request once more, for so many times. */
function forgetful(store: DocumentStore, failures: number): DocumentStore {
  let left = failures;
  return {
    transactions: store.transactions,
    get: (paths, call) => store.get(paths, call),
    query: (query, call) => store.query(query, call),
    aggregate: (query, aggregates, call) => store.aggregate(query, aggregates, call),
    batchWrite: (all, call) => store.batchWrite(all, call),
    commit: (all, call) => {
      const [first] = all;
      const adds =
        first?.kind === "update" && first.mask !== undefined && first.path === RECORD.path;
      if (adds && left-- > 0) throw new StoreError("UNAVAILABLE", "gone", { outcomeUnknown: true });
      return store.commit(all, call);
    },
  };
}

interface Trial {
  /** How often adding to the record fails. */
  readonly failures?: number;
  readonly between?: (store: DocumentStore) => Promise<unknown>;
  readonly keepsNumbers?: boolean;
}

async function answers({ failures = 0, between, keepsNumbers = true }: Trial) {
  const store = new MemoryStore({ now: Date.now });
  const paths = operations.map(({ path }) => path);
  const seeds = paths.map((path) => ({
    kind: "update" as const,
    path,
    fields: { n: 1, by: "ada" },
  }));
  await store.commit(seeds, {});
  const documents = forgetful(store, failures);
  const now = "2026-11-22T10:00:00.000000Z";
  const authorize = authorizer({ caller: ada, collections, now });
  const grants = operations.map((operation, index) => {
    return authorize(operation, { at: "writes", index });
  });
  const call = new Call("batchWrite", 60_000, Date.now);
  const context = { gateway: { documents }, call } as CallContext;
  const send = () => commitWrites(grants, context, { ...RECORD, keepsNumbers });
  const first = await send();
  await between?.(store);
  const again = [await send(), await send()];
  call.end();
  return { first, again, faults: call.faults.length };
}

const CHANGED = ["open/same", "open/counted", "owned/counted"];
const changed = (store: DocumentStore) =>
  store.commit(
    CHANGED.map((path) => ({ kind: "update", path, fields: { n: 3, by: "ada" } })),
    {},
  );
const removed = (store: DocumentStore) =>
  store.commit(
    CHANGED.map((path) => ({ kind: "delete", path })),
    {},
  );

const time = { $timestamp: expect.any(String) as string };
const resultsOf = ({ writeResults }: { writeResults: readonly WriteResult[] }) =>
  writeResults.slice(5).map(({ transformResults }) => transformResults);
const versionsOf = ({ writeResults }: { writeResults: readonly WriteResult[] }) =>
  writeResults.map(({ updateTime }) => updateTime);

test.each([
  ["at once", 0, changed],
  ["after some tries", 2, changed],
  ["by the first replay", 3, undefined],
] as const)(
  "a replay has what came of the transforms of the first answer, recorded %s",
  async (_when, failures, between) => {
    const { first, again, faults } = await answers({ failures, ...(between && { between }) });
    expect(resultsOf(first)).toEqual([[2, null, time], [7], [2, 3]]);
    for (const answer of again) {
      expect(answer.replay).toBeDefined();
      // What is stored tells of the last transform of a field alone.
      const last = failures === 3 ? [null, 3] : [2, 3];
      expect(resultsOf(answer)).toEqual([...resultsOf(first).slice(0, -1), last]);
    }
    expect(faults).toBe(failures === 3 ? 1 : 0);
  },
);

test("of numbers that were not recorded, a replay tells those of documents that have not changed, and the time in any case", async () => {
  const { first, again } = await answers({ failures: 3, between: changed });
  const [[, , at] = []] = resultsOf(first);
  for (const answer of again) {
    expect(resultsOf(answer)).toEqual([[null, null, at], [null], [null, 3]]);
  }
});

test("a replay has the versions of the first answer, as long as they are stored", async () => {
  const { first, again } = await answers({});
  expect(first.writeResults[0]?.updateTime).not.toBe(first.commitTime);
  expect(first.writeResults[2]?.updateTime).toBe(first.commitTime);
  for (const answer of again) expect(versionsOf(answer)).toEqual(versionsOf(first));
});

test("of a document that has changed, a replay tells no version that is stored", async () => {
  const { first, again } = await answers({ between: changed });
  for (const answer of again) {
    expect(versionsOf(answer)).toEqual([first.commitTime, ...versionsOf(first).slice(1)]);
  }
});

test.each([
  ["nothing has changed", undefined, [[2, null, time], [7], [3, 3]]],
  ["documents have changed", changed, [[3, null, time], [3], [3, 3]]],
  ["documents are gone", removed, [[null, null, time], [null], [3, 3]]],
] as const)(
  "where numbers are not kept and %s, a replay tells those that are stored, and no commit is for them",
  async (_what, between, told) => {
    // Adding to the record would fail, and be a fault.
    const trial = { failures: 3, keepsNumbers: false, ...(between && { between }) };
    const { first, again, faults } = await answers(trial);
    expect(resultsOf(first)).toEqual([[2, null, time], [7], [2, 3]]);
    for (const answer of again) expect(resultsOf(answer)).toEqual(told);
    expect(faults).toBe(0);
  },
);
