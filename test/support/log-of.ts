import { randomBytes } from "node:crypto";
import type { GatewayProcess } from "./gateway-process.ts";
import { until } from "./until.ts";

/**
 * What an instance logs while something is done, and nothing of what was done before.
 *
 * A line is written after its call's answer, and comes through a pipe at its own time. So it lies
 * between two calls of this function's own, which are known by their trace: lines keep their order.
 */
export async function logOf(
  instance: GatewayProcess,
  work: () => Promise<unknown>,
): Promise<readonly string[]> {
  const start = await untilLogged(instance);
  await work();
  const end = await untilLogged(instance);
  const lines = instance.output().split("\n");
  const isMark = (mark: string) => (line: string) => line.includes(mark);
  return lines.slice(lines.findIndex(isMark(start)) + 1, lines.findIndex(isMark(end)));
}

/**
 * Waits until the lines of all calls that are answered are there.
 *
 * @returns what the last line holds: the trace of a call that is refused for its token, and costs nothing
 */
export async function untilLogged(instance: GatewayProcess): Promise<string> {
  const trace = randomBytes(16).toString("hex");
  const headers = {
    "content-type": "application/json",
    authorization: "Basic mark",
    "x-cloud-trace-context": `${trace}/1`,
  };
  const url = `${instance.url}getQuota`;
  await (await fetch(url, { method: "POST", headers, body: "{}" })).arrayBuffer();
  await until(() => instance.output().includes(trace));
  return trace;
}
