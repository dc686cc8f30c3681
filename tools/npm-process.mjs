import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * The id of the npm that runs this script: the parent, or behind the shell that npm runs scripts
 * with. Undefined where npm doesn't run it, and on Windows.
 *
 * @returns {number | undefined}
 */
export function npmProcess() {
  if (process.env["npm_lifecycle_event"] === undefined) return undefined;
  let pid = process.ppid;
  for (let generation = 0; generation < 3 && pid > 1; generation += 1) {
    const { name, parent } = describe(pid);
    if (name.startsWith("npm")) return pid;
    pid = parent;
  }
  return undefined;
}

/**
 * @param {number} pid
 * @returns {{name: string, parent: number}}
 */
function describe(pid) {
  try {
    const text =
      process.platform === "linux"
        ? fromProc(readFileSync(`/proc/${pid}/stat`, "utf8"))
        : execFileSync("ps", ["-o", "ppid=,args=", "-p", String(pid)], { encoding: "utf8" });
    const [, parent, name] = /^\s*(\d+)\s+(.*)/.exec(text) ?? ["", "0", ""];
    return { name: name ?? "", parent: Number(parent) };
  } catch {
    return { name: "", parent: 0 };
  }
}

/**
 * `12 (npm start) S 7 ...` to `7 npm start`
 *
 * @param {string} stat
 */
function fromProc(stat) {
  return stat.replace(/^\d+ \((.*)\) \S (\d+) .*/s, "$2 $1");
}
