import { cpuMsPerCall } from "../calls/per-call.ts";
import { start, type Surroundings } from "../contenders.ts";
import { measure, type Measuring } from "../measure.ts";
import { measureRounds, type Effort } from "../measure-rounds.ts";
import { toRequest } from "../process/measured-function.ts";
import { compare, type Comparison } from "../report/comparison.ts";
import { each } from "../report/each.ts";
import { sayProgress, type Report } from "../report/report.ts";
import { getsBy, type Row } from "../rows.ts";

/** Until a process has compiled all that is hot, and its leases fit: one that has not would seem to cost more. */
const WARM_UP_SECONDS = 9;
/**
 * In a pause callers lose their leases, and all of them visit their quota documents, some a second
 * time until their leases fit again: that is over when a round is measured.
 */
const EFFORT: Effort = { warmUpSeconds: 4, rounds: 3, roundSeconds: 4, leadInSeconds: 4 };

interface Size {
  readonly documents: number;
  readonly callers: number;
  readonly connections: number;
}

const ONCE: Size = { documents: 64, callers: 64, connections: 64 };
const TEN_TIMES: Readonly<Record<string, Size>> = {
  "10 × documents": { ...ONCE, documents: 640 },
  "10 × callers": { ...ONCE, callers: 640 },
  "10 × connections": { ...ONCE, connections: 640 },
  "10 × all three": { documents: 640, callers: 640, connections: 640 },
};

/** What a get costs the gateway where there is ten times as much of what there is. */
export async function measureScale(stage: Surroundings & Measuring, report: Report): Promise<void> {
  report.begin("Ten times as many");
  const once = await startSize(ONCE, stage);
  const rows: Comparison[] = [];
  for (const [title, size] of Object.entries(TEN_TIMES)) {
    sayProgress(title);
    const tenTimes = await startSize(size, stage);
    const rounds = await measureRounds({ "1 ×": once, "10 ×": tenTimes }, EFFORT, stage);
    await tenTimes.server.stop();
    const targets = { "1 ×": { atMost: 1.1 } };
    const figures = rounds.map((round) => each(round, cpuMsPerCall));
    rows.push(compare({ title: `getDocument, ${title}`, rounds: figures, targets }));
  }
  await once.server.stop();
  report.compare({ quantity: "CPU ms/call of the gateway", digits: 2, rows });
}

/** Starts a process, and warms it up. */
async function startSize({ connections, ...size }: Size, stage: Surroundings & Measuring) {
  const calls = getsBy({ ...size, tokens: size.callers });
  const row: Row = { title: "getDocument", callable: "getDocument", calls };
  const server = await start("gateway", row, stage);
  await server.call(calls[0]);
  const subject = { server, requests: calls.map(toRequest), connections };
  await measure(subject, { seconds: WARM_UP_SECONDS, first: 0 }, stage);
  return subject;
}
