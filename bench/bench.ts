import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { onStopRequest } from "../scripts/command/on-stop-request.ts";
import { runCommand } from "../scripts/command/run-command.ts";
import type { Emulators } from "../scripts/emulators/start-emulators.ts";
import { startTestEmulators } from "../scripts/testing/start-test-emulators.ts";
import { startKeyServer } from "../scripts/production/token-issuer.ts";
import type { Surroundings } from "./contenders.ts";
import { FakeFirestore } from "./fake-firestore/fake-firestore.ts";
import { LoadGenerator } from "./load/load-generator.ts";
import { measureRow, type RowMeasurements, type Effort } from "./measure-row.ts";
import { measureStart } from "./measure-start.ts";
import type { Measuring } from "./measure.ts";
import { makeBuilds } from "./process/builds.ts";
import * as report from "./report.ts";
import { rows } from "./rows.ts";
import { seed } from "./seed.ts";

const FOLDER = resolve(".cache", `bench-${String(process.pid)}`);
/** Names of rows, or parts of them: only these are measured. */
const SELECTION = process.argv.slice(2);
const STARTS = 5;
const AT_ONCE: Effort = { connections: 64, warmUpSeconds: 1.5, rounds: 3, roundSeconds: 1 };
const ONE_AT_A_TIME: Effort = { connections: 1, warmUpSeconds: 1, rounds: 1, roundSeconds: 1 };

type Stage = Surroundings & Pick<Measuring, "load" | "counts">;

let emulators: Emulators | undefined;

await runCommand(async () => {
  onStopRequest(() => void stop().then(() => process.exit(130)));
  try {
    await bench();
    return 0;
  } finally {
    await stop();
  }
});

async function bench(): Promise<void> {
  console.log(`${report.describeMachine()}\n`);
  const [builds, { origin: keyServer }] = await Promise.all([makeBuilds(FOLDER), startKeyServer()]);
  const load = new LoadGenerator();
  const fake = await FakeFirestore.start();
  const { rest, grpc } = fake;
  const stage = { builds, keyServer, load, rest, grpc, counts: () => fake.counts() };
  console.log("A Firestore that answers at once, 64 calls at a time:");
  const results = await measureRows(stage, AT_ONCE);
  print(report.throughput(results), report.cpuPerCall(results), report.firestorePerCall(results));
  print(report.timeToFirstAnswer(await measureStart(rows[0], STARTS, stage)));

  const host = await startEmulator();
  const counts = () => Promise.resolve({ requests: 0, reads: 0, writes: 0 });
  console.log("The Firestore emulator, one call at a time:");
  const emulated = await measureRows({ ...stage, rest: host, grpc: host, counts }, ONE_AT_A_TIME);
  print(report.latency(emulated));
}

async function measureRows(stage: Stage, effort: Effort): Promise<report.Results> {
  await seed(stage.rest);
  const results = new Map<string, RowMeasurements>();
  for (const row of rows) {
    if (!SELECTION.every((part) => row.title.includes(part))) continue;
    console.log(`  ${row.title} ...`);
    results.set(row.title, await measureRow(row, effort, stage));
  }
  return results;
}

/** @returns `host:port` of its Firestore */
async function startEmulator(): Promise<string> {
  const folder = join(FOLDER, "emulators");
  mkdirSync(folder, { recursive: true });
  const started = await startTestEmulators(folder);
  emulators = started;
  await started.ready;
  return started.testEnv["FIRESTORE_EMULATOR_HOST"] ?? "";
}

async function stop(): Promise<void> {
  await emulators?.stop();
  rmSync(FOLDER, { recursive: true, force: true });
}

function print(...tables: readonly string[]): void {
  for (const table of tables) console.log(`\n${table}`);
  console.log();
}
