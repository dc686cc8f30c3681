import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";

/** A process, told from a later one with the same id by when it started. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly started: string;
}

/** Everything that runs below a process, children before grandchildren. */
export function descendants(pid: number): Process[] {
  return below(pid, listProcesses());
}

export function below(pid: number, processes: readonly Process[]): Process[] {
  const children = processes.filter((process) => process.parent === pid);
  return [...children, ...children.flatMap((child) => below(child.pid, processes))];
}

/** Ends those of the processes that still run, at once. */
export function killAll(processes: readonly Process[]): void {
  const now = listProcesses();
  for (const { pid, started } of processes) {
    if (!now.some((process) => process.pid === pid && process.started === started)) continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself meanwhile.
    }
  }
}

/** Linux needs no program for it (small images have no `ps`); on Windows a console's processes end with it. */
function listProcesses(): Process[] {
  switch (process.platform) {
    case "linux":
      return readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .flatMap((pid) => parseStat(statOf(pid)));
    case "win32":
      return [];
    default:
      return parsePs(execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat=,lstart="], PS_OPTIONS));
  }
}

const PS_OPTIONS = { encoding: "utf8", env: { ...process.env, LC_ALL: "C" } } as const;

function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return "";
  }
}

/** Reads /proc/<pid>/stat (man 5 proc): its second field is the program's name, in brackets, and may hold anything. */
export function parseStat(stat: string): Process[] {
  const [, pid, rest = ""] = /^(\d+) \(.*\) (.+)$/s.exec(stat.trim()) ?? [];
  const [state, parent, ...more] = rest.split(" ");
  if (pid === undefined || state === "Z") return [];
  return [{ pid: Number(pid), parent: Number(parent), started: more[17] ?? "" }];
}

/** Reads `ps -o pid=,ppid=,stat=,lstart=`, without those that have ended and only wait to be noticed (Z). */
export function parsePs(table: string): Process[] {
  return table.split("\n").flatMap((line) => {
    const [, pid, parent, state = "", started = ""] =
      /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line) ?? [];
    if (pid === undefined || state.startsWith("Z")) return [];
    return [{ pid: Number(pid), parent: Number(parent), started }];
  });
}
