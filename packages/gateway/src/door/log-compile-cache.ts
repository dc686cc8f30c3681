import { readdirSync } from "node:fs";
import module from "node:module";
import { writeLogEntry } from "../log/write-log-entry.ts";

let isTold = false;

/**
 * A line for an instance that is to find its code compiled: whether it has. The folder is named
 * after Node's version, the processor's features and the user, and it is empty before the process
 * ends unless one like it has filled it; so a build on a machine of another kind is a miss, which
 * nothing else tells of. One line a process.
 */
export function logCompileCache(): void {
  // Node.js has it from 22.8 on.
  const folder = "getCompileCacheDir" in module ? module.getCompileCacheDir() : undefined;
  if (folder === undefined || isTold) return;
  isTold = true;
  const files = filesIn(folder);
  const isHit = files > 0;
  writeLogEntry({
    severity: isHit ? "INFO" : "NOTICE",
    message: `compile cache ${isHit ? "hit" : "miss"}`,
    files,
    folder,
  });
}

/** A folder that could not be made holds none. */
function filesIn(folder: string): number {
  try {
    return readdirSync(folder).length;
  } catch {
    return 0;
  }
}
