import type { Profiler } from "node:inspector";

/** The CPU time of functions themselves, without what they call. */
export interface SelfTimes {
  /** Milliseconds in which the process was not idle. */
  readonly busyMs: number;
  /** Milliseconds by module, or package, the most first. */
  readonly byModule: readonly (readonly [string, number])[];
  /** Milliseconds by function, the most first. */
  readonly byFunction: readonly (readonly [string, number])[];
}

/** Where a function is written: a module of the project, a package, or Node itself. */
export type Locate = (frame: Profiler.ProfileNode["callFrame"]) => string;

const IDLE = new Set(["(idle)", "(root)", "(program)"]);

/** @param locate tells what a function counts for */
export function summarizeProfile(
  { nodes, samples = [], timeDeltas = [] }: Profiler.Profile,
  locate: Locate,
): SelfTimes {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const byModule = new Map<string, number>();
  const byFunction = new Map<string, number>();
  let busyMs = 0;
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id);
    if (frame === undefined || IDLE.has(frame.functionName)) continue;
    const ms = (timeDeltas[index] ?? 0) / 1_000;
    const module = locate(frame);
    const name = frame.functionName || `(anonymous, line ${String(frame.lineNumber + 1)})`;
    busyMs += ms;
    add(byModule, module, ms);
    add(byFunction, `${name} ${module}`, ms);
  }
  return { busyMs, byModule: descending(byModule), byFunction: descending(byFunction) };
}

function add(totals: Map<string, number>, name: string, ms: number): void {
  totals.set(name, (totals.get(name) ?? 0) + ms);
}

function descending(totals: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...totals].toSorted(([, a], [, b]) => b - a);
}
