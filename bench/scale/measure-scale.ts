import { LEASE_MS } from "../../packages/gateway/src/quota/lease/lease-time.ts";
import { cpuMsPerCall } from "../calls/per-call.ts";
import { inTurn, start, type Surroundings } from "../contenders.ts";
import { measure, type Measuring } from "../measure.ts";
import { measureRounds, type Effort } from "../measure-rounds.ts";
import { toRequest } from "../process/measured-function.ts";
import { compare } from "../report/comparison.ts";
import { each } from "../report/each.ts";
import { sayProgress, type Report } from "../report/report.ts";
import { getsBy, type Row } from "../rows.ts";

/** Until a process has compiled all that is hot, and its leases fit: one that has not would seem to cost more. */
const WARM_UP_SECONDS = 9;
/**
 * In a pause callers lose their leases, and lease anew in the lead-in, until the leases fit again.
 * From then on each of them writes its quota document once in a lease's time, mostly in the same
 * moment as the others: a round that is shorter has all of these writes or none.
 */
const EFFORT: Effort = {
  warmUpSeconds: 4,
  rounds: 3,
  roundSeconds: LEASE_MS / 1_000,
  leadInSeconds: 4,
};

interface Size {
  readonly documents: number;
  readonly callers: number;
  readonly connections: number;
}

const ONCE: Size = { documents: 64, callers: 64, connections: 64 };
const SIZES = {
  "1 ×": ONCE,
  "10 × documents": { ...ONCE, documents: 640 },
  "10 × callers": { ...ONCE, callers: 640 },
  "10 × connections": { ...ONCE, connections: 640 },
  "10 × all three": { documents: 640, callers: 640, connections: 640 },
} as const satisfies Readonly<Record<string, Size>>;
const TITLES = Object.keys(SIZES) as (keyof typeof SIZES)[];

/** What a get costs the gateway where there is ten times as much of what there is. */
export async function measureScale(stage: Surroundings & Measuring, report: Report): Promise<void> {
  report.begin("Ten times as many");
  const sizes = await inTurn(TITLES, (title) => {
    sayProgress(title);
    return startSize(SIZES[title], stage);
  });
  const rounds = await measureRounds(sizes, EFFORT, stage);
  await inTurn(TITLES, (title) => sizes[title].server.stop());
  const figures = rounds.map((round) => each(round, cpuMsPerCall));
  const rows = TITLES.filter((title) => title !== "1 ×").map((title) =>
    compare({
      title: `getDocument, ${title}`,
      rounds: figures.map((of) => ({ "1 ×": of["1 ×"], "10 ×": of[title] })),
      targets: { "1 ×": { atMost: 1.1 } },
    }),
  );
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
