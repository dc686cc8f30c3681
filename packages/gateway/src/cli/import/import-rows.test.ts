import type { FieldViolation } from "../../errors/error.ts";
import { PlainError } from "../command/plain-error.ts";
import type { BatchOutcome } from "./batch-sender.ts";
import type { Batch } from "./batches.ts";
import { importRows, type ImportRowsOptions } from "./import-rows.ts";
import { RowWrites } from "./row-writes.ts";
import { wrong, type Row } from "./row.ts";
import { Tally } from "./tally.ts";

const STARTED_AT = new Date("2026-11-22T10:00:00Z");
const BEFORE: BatchOutcome = { updateTime: "2026-11-22T09:59:59.999999Z" };
const NOW: BatchOutcome = { updateTime: "2026-11-22T10:00:00.000000Z" };

const refused = (code: string, fieldViolations?: readonly FieldViolation[]): BatchOutcome => ({
  error: {
    code,
    message: `It is ${code}.`,
    details: { ...(fieldViolations && { fieldViolations }) },
  },
});

const rowOf = (number: number, content: Row["content"]): Row => ({
  number,
  line: number + 1,
  content,
  raw: () => `row ${String(number)}`,
  bytesRead: 10 * number,
});

async function* rowsOf(count: number, fault?: Error): AsyncGenerator<Row> {
  for (let number = 1; number <= count; number += 1) {
    yield rowOf(number, { ok: true, value: { id: number } });
    await Promise.resolve();
  }
  if (fault !== undefined) throw fault;
}

/** Imports rows, three a batch, with a gateway that answers for each row as `answer` says. */
async function run(rows: AsyncIterable<Row>, answer: (row: number) => BatchOutcome) {
  const sent: number[] = [];
  const kept: string[] = [];
  const tally = new Tally(STARTED_AT);
  const options: ImportRowsOptions = {
    writes: new RowWrites({ collection: "movies", idField: "id" }),
    limits: { maxWrites: 3, maxBytes: 1000 },
    send: (batch: Batch) => {
      sent.push(...batch.map(({ row }) => row.number));
      return Promise.resolve(batch.map(({ row }) => answer(row.number)));
    },
    tally,
    keep: ({ raw }) => Promise.resolve(void kept.push(raw())),
  };
  const error = await importRows(rows, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { tally, sent, kept, error };
}

test("every row is sent once, and counted by what came of it", async () => {
  const { tally, sent } = await run(rowsOf(100), (row) => {
    if (row % 10 === 0) return refused("invalid-argument");
    return row % 2 === 0 ? BEFORE : NOW;
  });
  expect(sent.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
  expect(tally).toMatchObject({ rowsRead: 100, written: 90, unchanged: 40, rejected: 10 });
  expect(tally.bytesDone).toBe(1000);
});

test("rows that can't be sent are rejected with those that the gateway rejects", async () => {
  const rows = async function* () {
    yield* rowsOf(2);
    yield rowOf(3, wrong(["a"], "is not a number"));
  };
  const { tally, sent, kept } = await run(rows(), (row) =>
    row === 1 ? refused("invalid-argument", [{ field: "b", description: "is too long" }]) : NOW,
  );
  expect(sent).toEqual([1, 2]);
  expect(kept.toSorted()).toEqual(["row 1", "row 3"]);
  expect(tally.rejections).toEqual([
    { row: 1, line: 2, violations: [{ field: "b", description: "is too long" }] },
    { row: 3, line: 4, violations: [{ field: "a", description: "is not a number" }] },
  ]);
});

test("an error without violations is a reason in its message", async () => {
  const { tally } = await run(rowsOf(2), (row) =>
    row === 1 ? NOW : refused("failed-precondition"),
  );
  expect(tally.rejections).toEqual([
    { row: 2, line: 3, violations: [{ field: "", description: "It is failed-precondition." }] },
  ]);
});

test("a collection that is closed to the service ends it at once", async () => {
  const { error, tally } = await run(rowsOf(1000), () => refused("permission-denied"));
  expect(error).toEqual(new PlainError("It is permission-denied."));
  expect(tally.rowsRead).toBeLessThan(50);
});

test("rows that are forbidden among others are rejected", async () => {
  const { error, tally } = await run(rowsOf(9), (row) =>
    row > 3 ? refused("permission-denied") : NOW,
  );
  expect(error).toBeUndefined();
  expect(tally).toMatchObject({ written: 3, rejected: 6 });
});

test("what was read before a fault of the file is imported before it is reported", async () => {
  const { error, tally } = await run(rowsOf(20, new PlainError("torn")), () => NOW);
  expect(error).toEqual(new PlainError("torn"));
  expect(tally).toMatchObject({ rowsRead: 20, written: 20 });
});

test("a row that can't be kept stops it", async () => {
  const tally = new Tally(undefined);
  const work = importRows(rowsOf(1000), {
    writes: new RowWrites({ collection: "movies", idField: "id" }),
    limits: { maxWrites: 3, maxBytes: 1000 },
    send: (batch) => Promise.resolve(batch.map(() => refused("invalid-argument"))),
    tally,
    keep: () => Promise.reject(new PlainError("full")),
  });
  await expect(work).rejects.toThrow("full");
  expect(tally.rowsRead).toBeLessThan(100);
});

test("a fault of the gateway stops the reading", async () => {
  const { error, tally } = await run(rowsOf(1000), (row) => {
    if (row > 30) throw new PlainError("gone");
    return NOW;
  });
  expect(error).toEqual(new PlainError("gone"));
  expect(tally.rowsRead).toBeLessThan(100);
});
