import { startContenders, type Surroundings } from "../contenders.ts";
import { measure, type Measuring } from "../measure.ts";
import { toRequest } from "../process/measured-function.ts";
import { table } from "../report/table.ts";
import { sayProgress, type Report } from "../report/report.ts";
import type { Row } from "../rows.ts";
import { locateIn } from "./locate.ts";
import { summarizeProfile } from "./summarize-profile.ts";

const CONNECTIONS = 64;
const WARM_UP_SECONDS = 3;
const PROFILED_SECONDS = 4;
const MODULES = 30;
const FUNCTIONS = 40;

/** What the gateway spends its CPU time on, while it answers the calls of a row. */
export async function profileRow(
  row: Row,
  stage: Surroundings & Measuring,
  report: Report,
): Promise<void> {
  sayProgress(row.title);
  const { gateway: server } = await startContenders(["gateway"], row, stage);
  const subject = { server, requests: row.calls.map(toRequest), connections: CONNECTIONS };
  await measure(subject, { seconds: WARM_UP_SECONDS, first: 0 }, stage);
  await server.ask("start profile");
  const { calls } = await measure(subject, { seconds: PROFILED_SECONDS, first: 0 }, stage);
  const profile = await server.ask("stop profile");
  await server.stop();
  const times = summarizeProfile(profile, locateIn(stage.builds.gatewayModule));
  report.begin(`${row.title}: ${(times.busyMs / calls).toFixed(3)} ms of CPU a call`);
  for (const [kind, most] of [
    ["byModule", MODULES],
    ["byFunction", FUNCTIONS],
  ] as const) {
    const lines = times[kind]
      .slice(0, most)
      .map(([name, ms]) => [name, microsText(ms / calls), shareText(ms / times.busyMs)]);
    report.add(kind, table(["self time", "µs/call", "share"], lines), times[kind]);
  }
}

function microsText(ms: number): string {
  return (ms * 1_000).toFixed(1);
}

function shareText(part: number): string {
  return `${(part * 100).toFixed(1)} %`;
}
