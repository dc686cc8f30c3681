import fc from "fast-check";
import type { Caller } from "../contract/caller.ts";
import { padTimestamp } from "../contract/timestamp.ts";
import type { StoredDocument } from "../documents/store.ts";
import { caller as anyCaller } from "../policy/policy.arbitrary.ts";
import {
  recordOf,
  replayOf,
  toRecordWrite,
  type RecordedRequest,
  type RequestRecord,
} from "./request-record.ts";

const NOW_MS = Date.parse("2026-11-22T10:00:00Z");
const DAY_MS = 24 * 60 * 60 * 1000;

const content = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }));
const request: fc.Arbitrary<RecordedRequest> = fc.record(
  {
    caller: anyCaller,
    callable: fc.constantFrom("createDocument", "batchWrite"),
    requestId: fc.uuid(),
    content,
    index: fc.nat(2),
  },
  { requiredKeys: ["caller", "callable", "requestId", "content"], noNullPrototype: true },
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
      expect(path).toMatch(/^_requests\/[\w-]{43}$/);
      expect(recordOf({ ...one, callable: `${one.callable}s` }).path).not.toBe(path);
      expect(recordOf({ ...one, index: (one.index ?? -1) + 1 }).path).not.toBe(path);
      const [left, right] = [a, b].map((uid) => recordOf({ ...one, caller: asUser(uid) }).path);
      expect(left === right).toBe(a === b);
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
      if (second.hash === first.hash) expect(replay()).toEqual({ commitTime: time });
      else expect(replay).toThrow(expect.objectContaining({ reason: "REQUEST_ID_REUSED" }));
    }),
  );
});

test("what was never recorded, or more than a day ago, is not replayed", () => {
  const record = recordOf({
    caller: { kind: "anonymous", uid: null, admin: false, roles: [], teams: [], app: null },
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

test("a record is written where there is none, or over the expired one that was read", () => {
  const record = { path: "_requests/r", hash: "h" };
  const context = { nowMs: NOW_MS, documentPath: "notes/n" };
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
  const record = { path: "_requests/r", hash: "h" };
  const time = timeAt(NOW_MS);
  const old = stored(record, time);
  const later = { ...old, data: { ...old.data, form: 7, later: { of: ["a newer one"] } } };
  expect(replayOf(record, old, time)).toEqual({ commitTime: time });
  expect(replayOf(record, later, time)).toEqual({ commitTime: time });
  // It was applied: what can't be told for sure to be the same is not applied again.
  for (const data of [{}, { hash: 7 }]) {
    expect(() => replayOf(record, { ...old, data }, time)).toThrow(
      expect.objectContaining({ reason: "REQUEST_ID_REUSED" }),
    );
  }
});
