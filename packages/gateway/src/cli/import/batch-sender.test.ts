import type { Response } from "../../api/api.ts";
import type { ImportAnswer } from "./answer.ts";
import { BatchSender, MAX_FAILURES, type BatchOutcome } from "./batch-sender.ts";
import type { Batch } from "./batches.ts";
import type { RowWrite } from "./row-writes.ts";

const UPDATE_TIME = "2026-11-22T10:00:00.000000Z";
type BatchAnswer = ImportAnswer<Response<"batchWrite">>;

function answered(results: readonly BatchOutcome[]): BatchAnswer {
  const usage = { reads: 0, writes: results.length, deletes: 0 };
  return { ok: true, result: { results: [...results], usage }, date: undefined };
}

function refused(code: string, details: Record<string, unknown> = {}): BatchAnswer {
  return { ok: false, code, message: `It is ${code}.`, details };
}

const failed = (code: string): BatchOutcome => ({
  error: { code, message: `It is ${code}.`, details: {} },
});

/** A gateway that answers as `answer` says, and a clock that only waiting moves. */
function gateway(answer: (ids: readonly string[], call: number) => BatchAnswer) {
  const calls: (readonly string[])[] = [];
  const waits: number[] = [];
  let nowMs = 0;
  const sender = new BatchSender({
    batchWrite: (data) => {
      const { writes } = JSON.parse(data) as { writes: { id: string }[] };
      const ids = writes.map(({ id }) => id);
      calls.push(ids);
      return Promise.resolve(answer(ids, calls.length));
    },
    nowMs: () => nowMs,
    wait: (ms) => {
      waits.push(ms);
      nowMs += ms;
      return Promise.resolve();
    },
    random: () => 1,
  });
  return { sender, calls, waits };
}

const written = (ids: readonly string[]) => answered(ids.map(() => ({ updateTime: UPDATE_TIME })));

function batchOf(...ids: string[]): Batch {
  return ids.map((id, at): RowWrite => ({
    row: { number: at + 1, line: at + 1, raw: () => "", bytesRead: 0 },
    id,
    json: JSON.stringify({ id }),
    bytes: 1,
  }));
}

test("a batch is one call, not atomic, with the writes in their order", async () => {
  let sent = "";
  const sender = new BatchSender({
    batchWrite: (data) => {
      sent = data;
      return Promise.resolve(written(["a", "b"]));
    },
    nowMs: () => 0,
    wait: () => Promise.resolve(),
    random: () => 0,
  });
  expect(await sender.send(batchOf("a", "b"))).toEqual([
    { updateTime: UPDATE_TIME },
    { updateTime: UPDATE_TIME },
  ]);
  expect(JSON.parse(sent)).toEqual({ atomic: false, writes: [{ id: "a" }, { id: "b" }] });
});

test("a quota refusal is waited out for as long as it says, however often", async () => {
  const refusal = refused("resource-exhausted", { reason: "QUOTA_EXCEEDED", retryAfterMs: 1234 });
  const { sender, calls, waits } = gateway((ids, call) => (call <= 20 ? refusal : written(ids)));
  expect(await sender.send(batchOf("a"))).toHaveLength(1);
  expect(calls).toHaveLength(21);
  expect(waits).toEqual(Array(20).fill(1234));
});

test("a quota refusal holds back every other batch too", async () => {
  const refusal = refused("resource-exhausted", { retryAfterMs: 1000 });
  const { sender, waits } = gateway((ids, call) => (call === 1 ? refusal : written(ids)));
  const first = sender.send(batchOf("a"));
  await Promise.resolve();
  expect(sender.pausedMs).toBe(1000);
  await Promise.all([first, sender.send(batchOf("b"))]);
  expect(waits).toContain(1000);
  expect(sender.pausedMs).toBe(0);
});

test.each(["unavailable", "aborted", "deadline-exceeded", "internal", "resource-exhausted"])(
  "%s is tried again, later each time, and given up within bounds",
  async (code) => {
    const { sender, calls, waits } = gateway(() => refused(code));
    const sent = sender.send(batchOf("a"));
    await Promise.resolve();
    await Promise.resolve();
    expect(sender.isBackingOff).toBe(true);
    await expect(sent).rejects.toThrow(`It is ${code}. It was tried`);
    expect(sender.isBackingOff).toBe(false);
    expect(calls).toHaveLength(MAX_FAILURES);
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000]);
  },
);

test("of a batch, only what may yet succeed is sent again", async () => {
  const { sender, calls } = gateway((ids, call) =>
    answered(
      ids.map((id) => {
        if (id === "bad") return failed("invalid-argument");
        return id === "lost" && call === 1 ? failed("unavailable") : { updateTime: UPDATE_TIME };
      }),
    ),
  );
  expect(await sender.send(batchOf("good", "lost", "bad"))).toEqual([
    { updateTime: UPDATE_TIME },
    { updateTime: UPDATE_TIME },
    failed("invalid-argument"),
  ]);
  expect(calls).toEqual([["good", "lost", "bad"], ["lost"]]);
});

test("one write for which the whole request is refused harms no other", async () => {
  const { sender, calls } = gateway((ids) =>
    ids.includes("bad")
      ? refused("invalid-argument", { reason: "REQUEST_TOO_DEEP" })
      : written(ids),
  );
  const outcomes = await sender.send(batchOf("a", "b", "c", "bad", "e"));
  expect(outcomes.map((outcome) => "error" in outcome)).toEqual([false, false, false, true, false]);
  expect(outcomes[3]).toMatchObject({ error: { details: { reason: "REQUEST_TOO_DEEP" } } });
  expect(calls.length).toBeLessThanOrEqual(7);
});

test.each(["permission-denied", "unauthenticated", "not-found"])("%s ends it", async (code) => {
  const { sender, calls } = gateway(() => refused(code));
  await expect(sender.send(batchOf("a"))).rejects.toThrow(`It is ${code}.`);
  expect(calls).toHaveLength(1);
});

test("an answer with too few results is no success", async () => {
  const { sender } = gateway((ids, call) => (call === 1 ? answered([]) : written(ids)));
  expect(await sender.send(batchOf("a"))).toEqual([{ updateTime: UPDATE_TIME }]);
});
