import { cpuMsPerCall } from "../calls/per-call.ts";
import { inTurn, start, type Surroundings } from "../contenders.ts";
import type { Measuring, Subject } from "../measure.ts";
import { measureRounds, type Effort } from "../measure-rounds.ts";
import { toRequest } from "../process/measured-function.ts";
import { compare } from "../report/comparison.ts";
import { sayProgress, type Report } from "../report/report.ts";
import { getsBy, type Row } from "../rows.ts";

const EFFORT: Effort = { warmUpSeconds: 3, rounds: 3, roundSeconds: 2 };

interface Size {
  readonly documents: number;
  readonly callers: number;
  readonly connections: number;
}

const ONCE: Size = { documents: 64, callers: 64, connections: 64 };
const TEN_TIMES = {
  "10 × documents": { ...ONCE, documents: 640 },
  "10 × callers": { ...ONCE, callers: 640 },
  "10 × connections": { ...ONCE, connections: 640 },
  "10 × all three": { documents: 640, callers: 640, connections: 640 },
} satisfies Record<string, Size>;
const SIZES: Readonly<Record<string, Size>> = { "1 ×": ONCE, ...TEN_TIMES };

/** What a get costs the gateway where there is ten times as much of what there is. */
export async function measureScale(stage: Surroundings & Measuring, report: Report): Promise<void> {
  report.begin("Ten times as many");
  sayProgress("ten times as many documents, callers, connections");
  const subjects = await inTurn(Object.keys(SIZES), (name) =>
    startSize(SIZES[name] ?? ONCE, stage),
  );
  const rounds = await measureRounds(subjects, EFFORT, stage);
  await inTurn(Object.keys(SIZES), (name) => subjects[name]?.stop());
  const rows = Object.keys(TEN_TIMES).map((title) =>
    compare({
      title: `getDocument, ${title}`,
      rounds: rounds.map((round) => ({
        "1 ×": figureOf(round["1 ×"]),
        "10 ×": figureOf(round[title]),
      })),
      targets: { "1 ×": { atMost: 1.1 } },
    }),
  );
  report.compare({ quantity: "CPU ms/call of the gateway", digits: 2, rows });
}

function figureOf(measured: Parameters<typeof cpuMsPerCall>[0] | undefined): number {
  return measured === undefined ? NaN : cpuMsPerCall(measured);
}

async function startSize(
  { connections, ...size }: Size,
  surroundings: Surroundings,
): Promise<Subject & { stop(): Promise<void> }> {
  const calls = getsBy(size);
  const row: Row = { title: "getDocument", callable: "getDocument", calls };
  const server = await start("gateway", row, surroundings);
  await server.call(calls[0]);
  return { server, requests: calls.map(toRequest), connections, stop: () => server.stop() };
}
