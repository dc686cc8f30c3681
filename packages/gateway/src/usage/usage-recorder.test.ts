import type { CallSummary } from "../call/call-summary.ts";
import type { UsageRecord } from "./usage-record.ts";
import { UsageRecorder } from "./usage-recorder.ts";

const call: CallSummary = {
  severity: "INFO",
  callable: "getDocument",
  caller: "user-a",
  kind: "user",
  service: null,
  code: "ok",
  reason: null,
  usage: { reads: 1, writes: 0, deletes: 0 },
  totalMs: 1,
  stepsMs: {},
  uses: [],
};
const MINUTE_MS = 60_000;
/** Some minute's begin. */
const T = 29_000_000 * MINUTE_MS;

let sent: (readonly UsageRecord[])[];
let isDown: boolean;
let lost: readonly UsageRecord[];
let recorder: UsageRecorder;

beforeEach(() => {
  sent = [];
  isDown = false;
  const store = async (records: readonly UsageRecord[]) => {
    sent.push(records);
    await Promise.resolve();
    if (isDown) throw new Error("gone");
  };
  lost = [];
  const onLost = (records: readonly UsageRecord[]) => (lost = [...lost, ...records]);
  recorder = new UsageRecorder({ instance: "i", store, onLost });
});

function callsOf(records: readonly UsageRecord[] | undefined) {
  return records?.map(({ fromMs, totals }) => {
    const calls = totals.groups.callable.entries.map(([, counts]) => counts.calls);
    return [(fromMs - T) / MINUTE_MS, calls[0]];
  });
}

test("a minute is stored once, whole, when a call of a later one comes", async () => {
  for (const ms of [0, 10, 59_999]) recorder.record(call, T + ms);
  expect(sent).toEqual([]);
  recorder.pass(T + MINUTE_MS);
  recorder.pass(T + MINUTE_MS + 5);
  recorder.record(call, T + 5 * MINUTE_MS);
  await recorder.close();
  expect(sent.map(callsOf)).toEqual([[[0, 3]], [[5, 1]]]);
});

test("an idle instance stores nothing, and none is stored twice at its end", async () => {
  recorder.pass(T);
  recorder.pass(T + MINUTE_MS);
  await recorder.close();
  await recorder.close();
  expect(sent).toEqual([]);
});

test("what could not be stored is sent again with the next minute's, and the caller never knows", async () => {
  isDown = true;
  for (let minute = 0; minute < 8; minute += 1) {
    recorder.record(call, T + minute * MINUTE_MS);
    await new Promise(setImmediate);
  }
  isDown = false;
  await recorder.close();
  // The oldest are lost: of what waits, memory holds so many.
  expect(callsOf(sent.at(-1))).toEqual([
    [3, 1],
    [4, 1],
    [5, 1],
    [6, 1],
    [7, 1],
  ]);
  expect(callsOf(lost)).toEqual([
    [0, 1],
    [1, 1],
    [2, 1],
  ]);
});

test("what can't be stored at the end is told as lost, once", async () => {
  isDown = true;
  recorder.record(call, T);
  await recorder.close();
  await recorder.close();
  expect(callsOf(lost)).toEqual([[0, 1]]);
});

test("a clock that goes back counts on in the minute that it was in", async () => {
  recorder.record(call, T);
  recorder.record(call, T - 3 * MINUTE_MS);
  recorder.record(call, T + MINUTE_MS);
  await recorder.close();
  expect(sent.map(callsOf)).toEqual([[[0, 2]], [[1, 1]]]);
});

test("what the gateway itself did is counted from its start", async () => {
  recorder.recordOwn("_quotas", { reads: 1 });
  recorder.record(call, T);
  await recorder.close();
  expect(sent[0]?.[0]?.totals.groups.collection.entries).toEqual([["own _quotas", { reads: 1 }]]);
});

test("a minute has the documents that were written in it, and the next one has none of them", async () => {
  const note = { collection: "users/{uid}/notes", path: "users/ada/notes/1" };
  recorder.record(call, T, [note]);
  recorder.record(call, T + 1, [note, { ...note, path: "users/ada/notes/2" }]);
  recorder.record(call, T + MINUTE_MS);
  await recorder.close();
  const written = sent.map((records) =>
    records.map(({ totals }) => totals.written.entries.map(([, counts]) => counts.written)),
  );
  expect(written).toEqual([[[2, 1]], [[]]]);
});
