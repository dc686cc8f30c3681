import { resolve } from "node:path";
import { cpuMsPerCall, requestsPerSecond } from "../calls/per-call.ts";
import { startContenders, type Surroundings } from "../contenders.ts";
import type { Measurement, Measuring, Subject } from "../measure.ts";
import { measureRounds, type Effort, type Round } from "../measure-rounds.ts";
import { toRequest } from "../process/measured-function.ts";
import { MeasuredProcess } from "../process/measured-process.ts";
import { compare, type Targets } from "../report/comparison.ts";
import { each } from "../report/each.ts";
import { sayProgress, type Report } from "../report/report.ts";
import { rowsNamed } from "../rows.ts";
import { layOutObjects, type ParseRequests } from "./parse-objects.ts";
import { installParseServer, startParseServer, VERSION } from "./parse-server.ts";
import { startPostgres } from "./postgres.ts";

/** Kept from run to run: the installation takes a minute. */
const FOLDER = resolve(".cache/peers");
const CONNECTIONS = 64;
const OBJECTS = 64;
const EFFORT: Effort = { warmUpSeconds: 3, rounds: 5, roundSeconds: 1 };
const PARSE = `Parse Server ${VERSION}` as const;

type Name = typeof PARSE | "gateway";
type Stage = Surroundings & Measuring;

/** Of CPU time. */
const TARGETS: Readonly<Record<string, Targets>> = {
  getDocument: { [PARSE]: { atMost: 0.8 } },
  createDocument: { [PARSE]: { atMost: 1.1 } },
};
const KINDS: Readonly<Record<string, keyof ParseRequests>> = {
  getDocument: "gets",
  createDocument: "creates",
};

/**
 * What a user would pick instead: one object read, one created, with a session token. Its database
 * is real and the gateway's is not, so that the CPU time of the servers' own processes is compared.
 *
 * @throws PlainError where PostgreSQL is not installed, or Parse Server can't be
 */
export async function measurePeers(stage: Stage, report: Report): Promise<void> {
  report.begin("Parse Server on PostgreSQL, 64 calls at a time");
  sayProgress(PARSE);
  installParseServer(FOLDER);
  const postgres = await startPostgres();
  try {
    const preload = [stage.builds.preload.answerBench];
    const options = { folder: FOLDER, databaseUri: postgres.uri, preload };
    const parse = new MeasuredProcess(await startParseServer(options), "parse");
    try {
      const measured = await measureEach(parse, stage);
      reportEach(measured, report);
    } finally {
      await parse.stop();
    }
  } finally {
    await postgres.stop();
  }
}

type Measured = ReadonlyMap<string, readonly Round<Name>[]>;

async function measureEach(parse: MeasuredProcess, stage: Stage): Promise<Measured> {
  const requests = await layOutObjects(parse.url, OBJECTS);
  const measured = new Map<string, readonly Round<Name>[]>();
  for (const [title, kind] of Object.entries(KINDS)) {
    const [row] = rowsNamed(title) ?? [];
    if (row === undefined) throw new Error(`There is no row ${title}.`);
    const { gateway } = await startContenders(["gateway"], row, stage);
    const subjects: Readonly<Record<Name, Subject>> = {
      [PARSE]: { server: parse, requests: requests[kind], connections: CONNECTIONS },
      gateway: { server: gateway, requests: row.calls.map(toRequest), connections: CONNECTIONS },
    };
    measured.set(title, await measureRounds(subjects, EFFORT, stage));
    await gateway.stop();
  }
  return measured;
}

function reportEach(measured: Measured, report: Report): void {
  const rowsOf = (figure: (one: Measurement) => number, targets: typeof TARGETS) =>
    [...measured].map(([title, rounds]) =>
      compare({
        title,
        rounds: rounds.map((round) => each(round, figure)),
        targets: targets[title],
      }),
    );
  report.compare({ quantity: "CPU ms/call", digits: 2, rows: rowsOf(cpuMsPerCall, TARGETS) });
  report.compare({ quantity: "requests/s", digits: 0, rows: rowsOf(requestsPerSecond, {}) });
}
