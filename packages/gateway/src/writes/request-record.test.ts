import { callerKey } from "../caller/caller-key.ts";
import { checkLimits } from "../values/document-limits.ts";
import fc from "fast-check";
import type { Caller } from "../caller/caller.ts";
import { padTimestamp } from "../values/timestamp.ts";
import type { StoredDocument } from "../documents/store.ts";
import { caller as anyCaller } from "../policy/policy.arbitrary.ts";
import {
  recordOf,
  replayOf,
  toRecordWrite,
  toResultsWrite,
  type RecordedRequest,
  type RequestRecord,
} from "./request-record.ts";

const NOW_MS = Date.parse("2026-11-22T10:00:00Z");
const DAY_MS = 24 * 60 * 60 * 1000;

const content = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }));
const request: fc.Arbitrary<RecordedRequest> = fc.record(
  {
    collection: fc.constant("_requests"),
    caller: anyCaller,
    callable: fc.constantFrom("createDocument", "batchWrite"),
    address: fc.ipV4(),
    requestId: fc.uuid(),
    content,
    index: fc.nat(2),
  },
  {
    requiredKeys: ["collection", "caller", "address", "callable", "requestId", "content"],
    noNullPrototype: true,
  },
);

/** The record as a write at a time leaves it. */
function stored({ path, hash }: RequestRecord, updateTime: string): StoredDocument {
  return { path, data: { hash }, createTime: updateTime, updateTime };
}

const timeAt = (ms: number) => padTimestamp(new Date(ms).toISOString());

test("a record has another place for another caller, callable, requestId or item", () => {
  const asUser = (uid: string): Caller => {
    return { kind: "user", uid, admin: false, roles: [], teams: [], app: null };
  };
  fc.assert(
    fc.property(request, fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (one, a, b) => {
      const { path } = recordOf(one);
      const isAnonymous = one.caller.kind === "anonymous";
      const start = isAnonymous ? "" : `${callerKey(one.caller)}-`;
      expect(path).toMatch(new RegExp(`^_requests/${start}[\\w-]{43}$`));
      expect(recordOf({ ...one, callable: `${one.callable}s` }).path).not.toBe(path);
      expect(recordOf({ ...one, index: (one.index ?? -1) + 1 }).path).not.toBe(path);
      const [left, right] = [a, b].map((uid) => recordOf({ ...one, caller: asUser(uid) }).path);
      expect(left === right).toBe(a === b);
    }),
  );
});

test("callers without a token share a record only from one address with one app, others wherever they are", () => {
  fc.assert(
    fc.property(request, fc.ipV4(), fc.option(fc.string()), (one, address, app) => {
      const elsewhere = recordOf({ ...one, address });
      const isAnonymous = one.caller.kind === "anonymous";
      const isSame = elsewhere.path === recordOf(one).path;
      expect(isSame).toBe(!isAnonymous || address === one.address);
      const other = recordOf({ ...one, caller: { ...one.caller, app } });
      const isSameApp = other.path === recordOf(one).path;
      expect(isSameApp).toBe(!isAnonymous || app === one.caller.app);
    }),
  );
});

test("a request is the same however its id is written and its keys are ordered", () => {
  fc.assert(
    fc.property(request, (one) => {
      const turned = Object.fromEntries(Object.entries(one.content as object).toReversed());
      const again = { ...one, requestId: one.requestId.toUpperCase(), content: turned };
      expect(recordOf(again)).toEqual(recordOf(one));
    }),
  );
});

test("other content under the same id is refused, the same is replayed", () => {
  fc.assert(
    fc.property(request, content, (one, other) => {
      const first = recordOf(one);
      const time = timeAt(NOW_MS);
      const second = recordOf({ ...one, content: other });
      const replay = () => replayOf(second, stored(first, time), time);
      const replayed = { commitTime: time, updateTime: time };
      if (second.hash === first.hash) expect(replay()).toEqual(replayed);
      else expect(replay).toThrow(expect.objectContaining({ reason: "REQUEST_ID_REUSED" }));
    }),
  );
});

test("what was never recorded, or more than a day ago, is not replayed", () => {
  const record = recordOf({
    collection: "_requests",
    caller: { kind: "anonymous", uid: null, admin: false, roles: [], teams: [], app: null },
    address: "192.0.2.1",
    callable: "setDocument",
    requestId: "6fa459ea-ee8a-4ca4-894e-db77e160355e",
    content: {},
  });
  const then = stored(record, timeAt(NOW_MS));
  expect(replayOf(record, null, timeAt(NOW_MS))).toBeUndefined();
  expect(replayOf(record, then, timeAt(NOW_MS + DAY_MS))).toBeDefined();
  expect(replayOf(record, then, timeAt(NOW_MS + DAY_MS + 1))).toBeUndefined();
  expect(replayOf({ ...record, hash: "" }, then, timeAt(NOW_MS + DAY_MS + 1))).toBeUndefined();
});

const RECORD = {
  path: "_requests/r",
  hash: "h",
  requestId: "r",
  repeatableMs: DAY_MS,
  keepsNumbers: true,
};

test("a record is written where there is none, or over the expired one that was read", () => {
  const record = RECORD;
  const context = { nowMs: NOW_MS, documentPath: "notes/n", keepsTime: false };
  const write = toRecordWrite(record, null, context);
  expect(write).toMatchObject({
    path: "_requests/r",
    fields: {
      hash: "h",
      documentPath: "notes/n",
      expiresAt: { $timestamp: "2026-11-23T10:00:00.000000Z" },
    },
    precondition: { exists: false },
  });
  const expired = stored(record, timeAt(NOW_MS - 2 * DAY_MS));
  expect(toRecordWrite(record, expired, context).precondition).toEqual({
    updateTime: expired.updateTime,
  });
});

test("a record of another version of the gateway is understood by what it has in common", () => {
  const record = RECORD;
  const time = timeAt(NOW_MS);
  const old = stored(record, time);
  const later = { ...old, data: { ...old.data, form: 7, later: { of: ["a newer one"] } } };
  expect(replayOf(record, old, time)).toEqual({ commitTime: time, updateTime: time });
  expect(replayOf(record, later, time)).toEqual({ commitTime: time, updateTime: time });
  // It was applied: what can't be told for sure to be the same is not applied again.
  for (const data of [{}, { hash: 7 }]) {
    expect(() => replayOf(record, { ...old, data }, time)).toThrow(
      expect.objectContaining({ reason: "REQUEST_ID_REUSED" }),
    );
  }
});

test("what is added to a record leaves the time of its commit, and so its end, as they were", () => {
  const record = RECORD;
  const [commitTime, updateTime] = [timeAt(NOW_MS), timeAt(NOW_MS + 60_000)];
  const results = { "0": [-0, null] };
  const write = toResultsWrite(record, { commitTime, updateTime: commitTime }, results);
  if (write?.kind !== "update") throw new Error("It is an update.");
  expect(write.precondition).toEqual({ updateTime: commitTime });
  const data = { hash: "h", ...write.fields };
  const later = { path: record.path, data, createTime: commitTime, updateTime };
  expect(replayOf(record, later, updateTime)).toEqual({ commitTime, updateTime, results });
  expect(replayOf(record, later, timeAt(NOW_MS + DAY_MS + 1))).toBeUndefined();
});

test("a record lasts for as long as its request can be repeated", () => {
  const record = { ...RECORD, repeatableMs: 30 * DAY_MS };
  const write = toRecordWrite(record, null, {
    nowMs: NOW_MS,
    documentPath: undefined,
    keepsTime: false,
  });
  expect(write).toMatchObject({
    fields: { expiresAt: { $timestamp: "2026-12-22T10:00:00.000000Z" } },
  });
  const then = stored(record, timeAt(NOW_MS));
  expect(replayOf(record, then, timeAt(NOW_MS + 30 * DAY_MS))).toBeDefined();
  expect(replayOf(record, then, timeAt(NOW_MS + 30 * DAY_MS + 1))).toBeUndefined();
});

test("what would make a record too large is not added to it", () => {
  const replay = { commitTime: timeAt(NOW_MS), updateTime: timeAt(NOW_MS) };
  const write = (count: number) => {
    const results = Array.from({ length: count }, () => [{ $int64: "9007199254740993" }]);
    return toResultsWrite(RECORD, replay, Object.fromEntries(results.entries()));
  };
  expect(write(20_000)).toBeUndefined();
  const largest = write(10_000);
  if (largest?.kind !== "update") throw new Error("It is an update.");
  expect(checkLimits({ ...largest, unindexed: [] })).toEqual([]);
});

test("a record has the server's time where the documents hold it", () => {
  const context = { nowMs: NOW_MS, documentPath: undefined };
  const record = RECORD;
  expect(toRecordWrite(record, null, { ...context, keepsTime: true })).toMatchObject({
    transforms: [{ field: ["time"], transform: { kind: "serverTimestamp" } }],
  });
  expect(toRecordWrite(record, null, { ...context, keepsTime: false })).not.toHaveProperty(
    "transforms",
  );
});
