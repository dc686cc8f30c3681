import { PlainError } from "../command/plain-error.ts";
import { inBatches, type Batch, type BatchLimits } from "./batches.ts";
import type { BatchOutcome } from "./batch-sender.ts";
import type { Row } from "./row.ts";
import type { RowWrite, RowWrites } from "./row-writes.ts";
import type { Rejection, Tally } from "./tally.ts";

/** Batches under way at the same time: while one is on its way, others are worked on. */
const CONCURRENCY = 4;

export interface ImportRowsOptions {
  readonly writes: RowWrites;
  readonly limits: BatchLimits;
  readonly send: (batch: Batch) => Promise<readonly BatchOutcome[]>;
  /** Counts what becomes of the rows. */
  readonly tally: Tally;
  /** Keeps a row that was rejected, to be mended. */
  readonly keep: (row: KeptRow) => Promise<void>;
}

/** A row as it stands in the file. */
export type KeptRow = Pick<Row, "number" | "line" | "raw">;

/**
 * Imports rows, a few batches at a time; no more rows are read than are under way.
 *
 * @throws PlainError when it can't go on. Rows before a fault of the file are imported first.
 */
export async function importRows(
  rows: AsyncIterable<Row>,
  options: ImportRowsOptions,
): Promise<void> {
  const batches = inBatches(writesOf(rows, options), options.limits);
  let hasFailed = false;
  let bytesTaken = 0;
  const work = async (): Promise<void> => {
    for (let next = await batches.next(); next.done !== true; next = await batches.next()) {
      const batch = next.value;
      const bytes = bytesReadBy(batch) - bytesTaken;
      bytesTaken += bytes;
      await count(batch, await options.send(batch), options);
      options.tally.bytesDone += bytes;
      if (hasFailed) return;
    }
  };
  const fail = (error: unknown): never => {
    hasFailed = true;
    throw error;
  };
  const workers = Array.from({ length: CONCURRENCY }, () => work().catch(fail));
  const failures = (await Promise.allSettled(workers)).filter(
    ({ status }) => status === "rejected",
  );
  await batches.return(undefined);
  for (const { reason } of failures as PromiseRejectedResult[]) throw reason;
}

async function* writesOf(
  rows: AsyncIterable<Row>,
  options: ImportRowsOptions,
): AsyncGenerator<RowWrite> {
  for await (const row of rows) {
    options.tally.rowsRead += 1;
    const write = options.writes.of(row);
    if (write.ok) yield write.value;
    else await reject(row, write.violations, options);
  }
}

async function reject(
  row: KeptRow,
  violations: Rejection["violations"],
  { tally, keep }: Pick<ImportRowsOptions, "tally" | "keep">,
): Promise<void> {
  tally.reject({ row: row.number, line: row.line, violations });
  await keep(row);
}

function bytesReadBy(batch: Batch): number {
  return batch.at(-1)?.row.bytesRead ?? 0;
}

async function count(
  batch: Batch,
  outcomes: readonly BatchOutcome[],
  options: ImportRowsOptions,
): Promise<void> {
  const { tally } = options;
  refuseIfAllForbidden(outcomes, tally);
  for (const [at, { row }] of batch.entries()) {
    const outcome = outcomes[at] as BatchOutcome;
    if (!("error" in outcome)) tally.write(outcome.updateTime);
    else await reject(row, violationsOf(outcome.error), options);
  }
}

/** Not even the first rows: the collection is closed to the service, or misspelt. */
function refuseIfAllForbidden([first, ...rest]: readonly BatchOutcome[], { written }: Tally): void {
  if (written > 0 || first === undefined || !isForbidden(first) || !rest.every(isForbidden)) return;
  throw new PlainError(first.error.message);
}

type Refused = Extract<BatchOutcome, { error: unknown }>;

function isForbidden(outcome: BatchOutcome): outcome is Refused {
  return "error" in outcome && outcome.error.code === "permission-denied";
}

function violationsOf({ message, details }: Refused["error"]): Rejection["violations"] {
  const { fieldViolations } = details;
  if (Array.isArray(fieldViolations)) return fieldViolations as Rejection["violations"];
  return [{ field: "", description: message }];
}
