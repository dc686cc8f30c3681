import { setTimeout } from "node:timers/promises";
import { BatchSender } from "./batch-sender.ts";
import type { Connection } from "./connect.ts";
import { importRows } from "./import-rows.ts";
import type { ImportProgress } from "./progress-line.ts";
import { readRows, type RowFile } from "./read-rows.ts";
import type { RejectsFile } from "./rejects-file.ts";
import type { RowWrites } from "./row-writes.ts";
import { showProgress } from "./show-progress.ts";
import { Tally } from "./tally.ts";

/**
 * Firestore takes 10 MiB at once, and its emulator 4. In Firestore's own JSON a value is up to 11
 * times as long (`1` is `{"integerValue":"1"}`).
 */
const MAX_BATCH_BYTES = 256 * 1024;

export interface RunOptions {
  readonly connection: Connection;
  readonly writes: RowWrites;
  readonly rejects: RejectsFile;
  readonly fileBytes: number;
  /** Rejects when the user wants to stop. */
  readonly stopped: Promise<never>;
}

/** What came of the rows, and why not of all. */
export interface ImportResult {
  readonly tally: Tally;
  readonly failure?: unknown;
}

/** Imports a file, and shows how it goes. */
export async function runImport(rowFile: RowFile, options: RunOptions): Promise<ImportResult> {
  const { connection, writes, rejects, fileBytes, stopped } = options;
  const tally = new Tally(connection.connectedAt);
  const sender = senderOf(connection);
  const startedMs = performance.now();
  const progress = (): ImportProgress => ({
    tally,
    fileBytes,
    elapsedMs: performance.now() - startedMs,
    pausedMs: sender.pausedMs,
    isBackingOff: sender.isBackingOff,
  });
  const hideProgress = showProgress(progress);
  const work = importRows(readRows(rowFile), {
    writes,
    limits: { maxWrites: connection.maxWrites, maxBytes: MAX_BATCH_BYTES },
    send: (batch) => sender.send(batch),
    tally,
    keep: ({ raw }) => rejects.add(raw(), rowFile.frame),
  });
  try {
    await Promise.race([work, stopped]);
    return { tally };
  } catch (failure) {
    return { tally, failure };
  } finally {
    hideProgress();
  }
}

function senderOf({ client }: Connection): BatchSender {
  return new BatchSender({
    batchWrite: (data) => client.call("batchWrite", data),
    nowMs: () => performance.now(),
    wait: (ms) => setTimeout(ms),
    random: Math.random,
  });
}
