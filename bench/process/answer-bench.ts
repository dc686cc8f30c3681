/**
 * Loaded into a function's process before anything else (`node --import`): tells the bench, when
 * asked, what the process has taken. It ends with the bench.
 */
import type { Profiler } from "node:inspector";
import { flushCompileCache } from "node:module";

/** What can be asked, and what comes back. */
export interface Answers {
  /** CPU time since the start, of all threads, in microseconds. */
  readonly cpu: NodeJS.CpuUsage;
  /** Resident memory now, in bytes. */
  readonly memory: number;
  /** Files read since the start, where count-files.ts is loaded too, which answers. */
  readonly files: number;
  /** What is compiled is written to the compile cache, if there is one. */
  readonly "flush compile cache": null;
  /** Samples of what runs are taken from now on. */
  readonly "start profile": null;
  readonly "stop profile": Profiler.Profile;
}

type Question = Exclude<keyof Answers, "files">;
type Answerer = { [Asked in Question]: () => Promise<Answers[Asked]> };

const answerer: Answerer = {
  cpu: async () => process.cpuUsage(),
  memory: async () => process.memoryUsage.rss(),
  "flush compile cache": async () => {
    flushCompileCache();
    return null;
  },
  "start profile": async () => {
    const { Session } = await import("node:inspector/promises");
    const session = new Session();
    session.connect();
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: SAMPLING_MICROS });
    await session.post("Profiler.start");
    answerer["stop profile"] = async () => (await session.post("Profiler.stop")).profile;
    return null;
  },
  "stop profile": async () => {
    throw new Error("There is no profile to stop.");
  },
};

const SAMPLING_MICROS = 200;

process.on("message", (question: keyof Answers) => {
  if (question === "files") return;
  void answerer[question]().then((answer) => process.send?.(answer));
});
process.on("disconnect", () => process.exit());
