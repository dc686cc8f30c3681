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
import { compare } from "../report/comparison.ts";
import { each } from "../report/each.ts";
import { sayProgress, type Report } from "../report/report.ts";
import type { Row } from "../rows.ts";
import { firestoreTable } from "./firestore-table.ts";
import { cpuMsPerCall, requestsPerSecond } from "./per-call.ts";

const CONNECTIONS = 64;
const EFFORT: Effort = { warmUpSeconds: 1.5, rounds: 5, roundSeconds: 0.7 };

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
    measured.push([row, await measureRow(row, stage)]);
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

async function measureRow(
  row: Row,
  stage: Surroundings & Measuring,
): Promise<readonly Round<Contender>[]> {
  const functions = await startContenders(CONTENDERS, row, stage);
  const requests = row.calls.map(toRequest);
  const subjects = await inTurn(CONTENDERS, (name): Subject => ({
    server: functions[name],
    requests,
    connections: CONNECTIONS,
  }));
  const rounds = await measureRounds(subjects, EFFORT, stage);
  await inTurn(CONTENDERS, (name) => functions[name].stop());
  return rounds;
}

function totalOf<Name extends string>(rounds: readonly Round<Name>[]): Round<Name> {
  const names = Object.keys(rounds[0] ?? {}) as Name[];
  const totals = names.map((name) => [name, sum(rounds.map((round) => round[name]))]);
  return Object.fromEntries(totals) as Round<Name>;
}
