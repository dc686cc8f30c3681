import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** A file that holds what came from a stream, since an import reads it twice. */
export interface SpooledFile {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Keeps what comes from a stream in a file of its own.
 *
 * @param stopped rejects when the user wants to stop; nothing is left then
 */
export async function spool(stream: Readable, stopped: Promise<never>): Promise<SpooledFile> {
  const folder = await mkdtemp(join(tmpdir(), "import-"));
  const path = join(folder, "stdin");
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const stop = new AbortController();
  stopped.catch(() => {
    stop.abort();
  });
  try {
    await pipeline(stream, createWriteStream(path, { mode: 0o600 }), { signal: stop.signal });
    return { path, remove };
  } catch (error) {
    await remove();
    throw stop.signal.aborted ? await stopped : error;
  }
}
