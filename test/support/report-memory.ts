/** Loaded before the gateway: tells, when asked, the most memory that the process has taken, in KiB. */
import { readFileSync } from "node:fs";

process.on("message", (question) => {
  if (question === "peak memory") process.send?.(peakKib());
});

/** `process.resourceUsage().maxRSS` would tell of the process that has started this one, too. */
function peakKib(): number {
  if (process.platform !== "linux") return process.memoryUsage.rss() / 1024;
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
}
