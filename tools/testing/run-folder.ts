import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where a run notes its folder outside the project. */
const NOTE = "temporary-folder";

/** The folders of one run of the tests. */
export interface RunFolder {
  /** In the project: logs and reports. */
  readonly folder: string;
  /** Outside of it: what tests take for the system's folder of temporary files. */
  readonly temporary: string;
}

/**
 * Makes the folders of a run, and removes those of runs that have ended, however they did.
 *
 * @param cache the project's folder for what may be removed
 * @param pid the run's process
 */
export function makeRunFolder(cache: string, pid: number): RunFolder {
  mkdirSync(cache, { recursive: true });
  removeEndedRuns(cache, pid);
  const folder = join(cache, `test-${String(pid)}`);
  mkdirSync(folder);
  // Short: with what browsers add to it, it has to be the address of a socket.
  const temporary = mkdtempSync(join(tmpdir(), "test-"));
  writeFileSync(join(folder, NOTE), temporary);
  return { folder, temporary };
}

/** The variables by which programs find the folder of temporary files, on any system. */
export function temporaryEnvironment({ temporary }: RunFolder): NodeJS.ProcessEnv {
  return { TMPDIR: temporary, TMP: temporary, TEMP: temporary };
}

/** A failed run leaves its logs until the next, and one that was killed all that it made. */
function removeEndedRuns(cache: string, ownPid: number): void {
  for (const name of readdirSync(cache)) {
    const pid = Number(/^test-(\d+)$/.exec(name)?.[1]);
    if (Number.isNaN(pid) || (pid !== ownPid && isRunning(pid))) continue;
    const folder = join(cache, name);
    removeTemporary(folder);
    rmSync(folder, { recursive: true });
  }
}

function removeTemporary(folder: string): void {
  if (!readdirSync(folder).includes(NOTE)) return;
  rmSync(readFileSync(join(folder, NOTE), "utf8"), { recursive: true, force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
