import { inTurn, start, type Surroundings } from "../contenders.ts";
import type { LoadRequest } from "../load/load-generator.ts";
import type { Measuring, Subject } from "../measure.ts";
import { measureRounds, type Effort } from "../measure-rounds.ts";
import { requestsPerSecond } from "../calls/per-call.ts";
import { timeCall } from "../calls/time-call.ts";
import { toRequest, type MeasuredFunction } from "../process/measured-function.ts";
import { compare, type Comparison } from "../report/comparison.ts";
import { each } from "../report/each.ts";
import { sayProgress, type Report } from "../report/report.ts";
import { spreadOf } from "../report/spread.ts";
import { rows } from "../rows.ts";
import { uidOf } from "../sample-document.ts";
import { DATABASE, LITE_ROWS, type LiteRow } from "./lite-rows.ts";

const WARM_UP_CALLS = 100;
const ROUNDS = 9;
/** Who the emulator asks no rules about, which deny everything to everybody else. */
const PAST_RULES = "Bearer owner";
/** In each round, each in turn: what counts is their median. */
const CALLS = 25;
const CONNECTIONS = 64;
const EFFORT: Effort = { warmUpSeconds: 1.5, rounds: 5, roundSeconds: 0.7 };

/** What Firebase's lite SDK sends: alone, against the emulator itself; many, beside `getDocument`. */
export async function measureLite(
  stages: {
    readonly emulator: Surroundings;
    readonly fake: Surroundings & Measuring;
  },
  report: Report,
): Promise<void> {
  report.begin("Firebase's lite SDK");
  report.compare({ quantity: "ms/request", digits: 1, rows: await measureAlone(stages.emulator) });
  report.compare({ quantity: "requests/s", digits: 0, rows: [await measureMany(stages.fake)] });
}

async function measureAlone(stage: Surroundings): Promise<readonly Comparison[]> {
  const gateway = await start("gateway", rows[0], stage);
  const host = stage.env.rest["FIRESTORE_EMULATOR_HOST"] ?? "";
  const comparisons: Comparison[] = [];
  for (const row of LITE_ROWS) {
    sayProgress(row.title);
    comparisons.push(await measureRow(row, { gateway, host }));
  }
  await gateway.stop();
  return comparisons;
}

async function measureRow(
  { title, verb, body }: LiteRow,
  { gateway, host }: { readonly gateway: MeasuredFunction; readonly host: string },
): Promise<Comparison> {
  const path = pathOf(verb);
  const names = ["emulator", "gateway"] as const;
  const urls = { emulator: `http://${host}${path}`, gateway: new URL(gateway.url).origin + path };
  const request = liteRequest(body(0), uidOf(0));
  const headers = { ...request.headers, authorization: PAST_RULES };
  const requests = { emulator: { ...request, headers }, gateway: request };
  const callEach = () => inTurn(names, (name) => timeCall(urls[name], requests[name]));
  for (let call = 0; call < WARM_UP_CALLS; call += 1) await callEach();
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const times: Awaited<ReturnType<typeof callEach>>[] = [];
    for (let call = 0; call < CALLS; call += 1) times.push(await callEach());
    rounds.push(await inTurn(names, (name) => spreadOf(times.map((of) => of[name])).median));
  }
  return compare({ title, rounds, targets: { emulator: { atMost: 1.2 } } });
}

async function measureMany(stage: Surroundings & Measuring): Promise<Comparison> {
  const [callable] = rows;
  const [lite] = LITE_ROWS;
  sayProgress(`${lite.title}, beside ${callable.title}`);
  const server = await start("gateway", callable, stage);
  const subjectOf = (requests: readonly LoadRequest[]): Subject => ({
    server,
    requests,
    connections: CONNECTIONS,
  });
  const path = pathOf(lite.verb);
  const subjects = {
    [callable.title]: subjectOf(callable.calls.map(toRequest)),
    [lite.title]: subjectOf(
      callable.calls.map(({ uid }, number) => ({ path, ...liteRequest(lite.body(number), uid) })),
    ),
  };
  const measured = await measureRounds(subjects, EFFORT, stage);
  await server.stop();
  const rounds = measured.map((round) => each(round, requestsPerSecond));
  return compare({ title: lite.title, rounds });
}

function pathOf(verb: LiteRow["verb"]): string {
  return `/v1/${DATABASE}:${verb}?key=demo`;
}

function liteRequest(body: object, uid: string): LoadRequest {
  const { headers, ...rest } = toRequest({ uid, data: {} });
  return {
    ...rest,
    headers: { ...headers, "content-type": "text/plain" },
    body: JSON.stringify(body),
  };
}
