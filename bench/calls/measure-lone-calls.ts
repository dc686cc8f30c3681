import { inTurn, startContenders, type Surroundings } from "../contenders.ts";
import { toRequest } from "../process/measured-function.ts";
import { compare, type Comparison, type Targets } from "../report/comparison.ts";
import { sayProgress, type Report } from "../report/report.ts";
import { spreadOf } from "../report/spread.ts";
import type { Row } from "../rows.ts";
import { timeCall } from "./time-call.ts";

const CONTENDERS = ["firebase-admin", "gateway"] as const;
const TARGETS: Targets = { "firebase-admin": { atMost: 1 } };
const WARM_UP_CALLS = 100;
const ROUNDS = 9;
/** Of each contender in each round, one after the other's: what counts is their median. */
const CALLS = 25;
/** Rows with more calls are about many callers. */
const MOST_CALLS = 64;

type Contender = (typeof CONTENDERS)[number];

/** With Firestore's emulator, and one call at a time, by one caller. */
export async function measureLoneCalls(
  rows: readonly Row[],
  stage: Surroundings,
  report: Report,
): Promise<void> {
  report.begin("The Firestore emulator, one call at a time");
  const comparisons: Comparison[] = [];
  for (const row of rows.filter(({ calls }) => calls.length <= MOST_CALLS)) {
    sayProgress(row.title);
    const rounds = await measureRow(row, stage);
    comparisons.push(compare({ title: row.title, rounds, targets: TARGETS }));
  }
  report.compare({ quantity: "ms/call", digits: 1, rows: comparisons });
}

async function measureRow(
  row: Row,
  stage: Surroundings,
): Promise<readonly Readonly<Record<Contender, number>>[]> {
  const functions = await startContenders(CONTENDERS, row, stage);
  const request = toRequest(row.calls[0]);
  const callEach = () => inTurn(CONTENDERS, (name) => timeCall(functions[name].url, request));
  for (let call = 0; call < WARM_UP_CALLS; call += 1) await callEach();
  const rounds: Readonly<Record<Contender, number>>[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const times: Readonly<Record<Contender, number>>[] = [];
    for (let call = 0; call < CALLS; call += 1) times.push(await callEach());
    const median = (name: Contender) => spreadOf(times.map((of) => of[name])).median;
    rounds.push(await inTurn(CONTENDERS, median));
  }
  await inTurn(CONTENDERS, (name) => functions[name].stop());
  return rounds;
}
