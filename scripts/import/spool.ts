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

export async function spool(stream: Readable): Promise<SpooledFile> {
  const folder = await mkdtemp(join(tmpdir(), "import-"));
  const path = join(folder, "stdin");
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await pipeline(stream, createWriteStream(path, { mode: 0o600 }));
    return { path, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
