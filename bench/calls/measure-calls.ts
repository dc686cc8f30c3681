import {
  CONTENDERS,
  inTurn,
  startContenders,
  type Contender,
  type Surroundings,
} from "../contenders.ts";
import { sum, type Measuring, type Subject } from "../measure.ts";
import { measureRounds, type Effort, type Round } from "../measure-rounds.ts";
import { toRequest } from "../process/measured-function.ts";
import { compare, type Comparison, type Targets } from "../report/comparison.ts";
import { each } from "../report/each.ts";
import { sayProgress, type Report } from "../report/report.ts";
import type { Row } from "../rows.ts";
import { firestoreTable } from "./firestore-table.ts";
import { cpuMsPerCall, msPerCall, requestsPerSecond } from "./per-call.ts";

const CONNECTIONS = 64;
const EFFORT: Effort = { warmUpSeconds: 1.5, rounds: 5, roundSeconds: 0.7 };
const LONE_EFFORT: Effort = { warmUpSeconds: 0.8, rounds: 9, roundSeconds: 0.35 };

/** With a Firestore that answers at once, and many calls at a time. */
export async function measureCalls(
  rows: readonly Row[],
  stage: Surroundings & Measuring,
  report: Report,
): Promise<void> {
  report.begin("A Firestore that answers at once, 64 calls at a time");
  const measured: (readonly [Row, readonly Round<Contender>[]])[] = [];
  for (const row of rows) {
    sayProgress(row.title);
    const options = { names: CONTENDERS, connections: CONNECTIONS, effort: EFFORT };
    measured.push([row, await measureRow(row, options, stage)]);
  }
  const perSecond = measured.map(([{ title, targets }, rounds]) =>
    compare({ title, targets, rounds: rounds.map((round) => each(round, requestsPerSecond)) }),
  );
  const cpu = measured.map(([{ title }, rounds]) =>
    compare({ title, rounds: rounds.map((round) => each(round, cpuMsPerCall)) }),
  );
  const totals = new Map(measured.map(([{ title }, rounds]) => [title, totalOf(rounds)]));
  report.compare({ quantity: "requests/s", digits: 0, rows: perSecond });
  report.compare({ quantity: "CPU ms/call", digits: 2, rows: cpu });
  report.add("Firestore, per call", firestoreTable(totals), Object.fromEntries(totals));
}

const LONE_CONTENDERS = ["firebase-admin", "gateway"] as const;
const LONE_TARGETS: Targets = { "firebase-admin": { atMost: 1 } };

/** With Firestore's emulator, and one call at a time. */
export async function measureLoneCalls(
  rows: readonly Row[],
  stage: Surroundings & Measuring,
  report: Report,
): Promise<void> {
  report.begin("The Firestore emulator, one call at a time");
  const comparisons: Comparison[] = [];
  // One who calls alone is one caller, with one token.
  for (const row of rows.filter(({ calls }) => calls.length <= CONNECTIONS)) {
    sayProgress(row.title);
    const options = { names: LONE_CONTENDERS, connections: 1, effort: LONE_EFFORT };
    const rounds = await measureRow(row, options, stage);
    const figures = rounds.map((round) => each(round, msPerCall));
    comparisons.push(compare({ title: row.title, rounds: figures, targets: LONE_TARGETS }));
  }
  report.compare({ quantity: "ms/call", digits: 1, rows: comparisons });
}

interface RowOptions<Name extends Contender> {
  readonly names: readonly Name[];
  readonly connections: number;
  readonly effort: Effort;
}

async function measureRow<Name extends Contender>(
  row: Row,
  { names, connections, effort }: RowOptions<Name>,
  stage: Surroundings & Measuring,
): Promise<readonly Round<Name>[]> {
  const functions = await startContenders(names, row, stage);
  // Where one calls at a time, one caller: it has a lease, as one of many has.
  const requests = (connections === 1 ? [row.calls[0]] : row.calls).map(toRequest);
  const subjects = await inTurn(names, (name): Subject => ({
    server: functions[name],
    requests,
    connections,
  }));
  const rounds = await measureRounds(subjects, effort, stage);
  await inTurn(names, (name) => functions[name].stop());
  return rounds;
}

function totalOf<Name extends string>(rounds: readonly Round<Name>[]): Round<Name> {
  const names = Object.keys(rounds[0] ?? {}) as Name[];
  const totals = names.map((name) => [name, sum(rounds.map((round) => round[name]))]);
  return Object.fromEntries(totals) as Round<Name>;
}
