import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { onStopRequest } from "../packages/gateway/src/cli/command/on-stop-request.ts";
import { runCommand } from "../packages/gateway/src/cli/command/run-command.ts";
import type { Emulators } from "../tools/emulators/start-emulators.ts";
import { startTestEmulators } from "../tools/testing/start-test-emulators.ts";
import { startKeyServer } from "../tools/production/token-issuer.ts";
import type { Surroundings } from "./contenders.ts";
import { FakeFirestore } from "./fake-firestore/fake-firestore.ts";
import { LoadGenerator } from "./load/load-generator.ts";
import { measureRow, type RowMeasurements, type Effort } from "./measure-row.ts";
import { measureStart } from "./measure-start.ts";
import type { Measuring } from "./measure.ts";
import { makeBuilds } from "./process/builds.ts";
import * as report from "./report.ts";
import { benchQuotas } from "./quota/bench-quotas.ts";
import { rows, type Row } from "./rows.ts";
import { seed } from "./seed.ts";

const FOLDER = resolve(".cache", `bench-${String(process.pid)}`);
/** Names of rows, or parts of them, or of "quotas": only these are measured. */
const SELECTION = process.argv.slice(2);
const STARTS = 5;
const AT_ONCE: Effort = { connections: 64, warmUpSeconds: 1.5, rounds: 3, roundSeconds: 1 };
const ONE_AT_A_TIME: Effort = { connections: 1, warmUpSeconds: 1, rounds: 1, roundSeconds: 1 };

type Stage = Surroundings & Pick<Measuring, "load" | "counts">;

let emulators: Emulators | undefined;
let emulator: Promise<string> | undefined;

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
  const selected = rows.filter(({ title }) => isSelected(title));
  if (selected.length > 0) await benchCalls(selected);
  if (isSelected("quotas")) await benchQuotas(await firestoreEmulator());
}

function isSelected(title: string): boolean {
  return SELECTION.every((part) => title.includes(part));
}

async function benchCalls(selected: readonly Row[]): Promise<void> {
  const [builds, { origin: keyServer }] = await Promise.all([makeBuilds(FOLDER), startKeyServer()]);
  const load = new LoadGenerator();
  const fake = await FakeFirestore.start();
  const { rest, grpc } = fake;
  const stage = { builds, keyServer, load, rest, grpc, counts: () => fake.counts() };
  console.log("A Firestore that answers at once, 64 calls at a time:");
  const results = await measureRows(selected, AT_ONCE, stage);
  print(report.throughput(results), report.cpuPerCall(results), report.firestorePerCall(results));
  print(report.timeToFirstAnswer(await measureStart(rows[0], STARTS, stage)));

  const host = await firestoreEmulator();
  const counts = () => Promise.resolve({ requests: 0, reads: 0, writes: 0 });
  console.log("The Firestore emulator, one call at a time:");
  const onEmulator = { ...stage, rest: host, grpc: host, counts };
  const emulated = await measureRows(selected, ONE_AT_A_TIME, onEmulator);
  print(report.latency(emulated));
}

async function measureRows(
  selected: readonly Row[],
  effort: Effort,
  stage: Stage,
): Promise<report.Results> {
  await seed(stage.rest);
  const results = new Map<string, RowMeasurements>();
  for (const row of selected) {
    console.log(`  ${row.title} ...`);
    results.set(row.title, await measureRow(row, effort, stage));
  }
  return results;
}

/** The same for all who ask. @returns its `host:port` */
function firestoreEmulator(): Promise<string> {
  return (emulator ??= startEmulator());
}

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
