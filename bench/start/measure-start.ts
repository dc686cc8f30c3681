import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { CONTENDERS, inTurn, start, type Contender, type Surroundings } from "../contenders.ts";
import { compare, type Targets } from "../report/comparison.ts";
import { each } from "../report/each.ts";
import { sayProgress, type Report } from "../report/report.ts";
import type { Row } from "../rows.ts";

const STARTS = 7;
const TIME: Targets = { "bare onCall": { atMost: 0.55 }, "firebase-admin": { atMost: 0.45 } };
const FILES: Targets = { "bare onCall": { atMost: 0.4 } };
const MEMORY: Targets = { "firebase-admin": { atMost: 0.7 } };
const MIB = 1024 * 1024;

interface Start {
  readonly ms: number;
  /** Resident memory after the first answer. */
  readonly memoryMib: number;
}

interface Starts {
  readonly cold: Readonly<Record<Contender, Start>>;
  /** With a compile cache that an earlier process has filled. */
  readonly warm: Readonly<Record<Contender, Start>>;
}

interface Place {
  readonly google: Surroundings;
  /** Where compile caches are kept. */
  readonly folder: string;
}

/**
 * From the start of a process to its first answered call, as in production: with credentials, keys
 * and TLS.
 */
export async function measureStart(
  row: Row,
  { google, folder }: Place,
  report: Report,
): Promise<void> {
  report.begin("Start");
  sayProgress("starts");
  const cached = await inTurn(CONTENDERS, (name) => withCompileCache(name, { google, folder }));
  await inTurn(CONTENDERS, (name) => fillCompileCache(name, row, cached[name]));
  const starts: Starts[] = [];
  for (let round = 0; round < STARTS; round += 1) {
    starts.push({
      cold: await inTurn(CONTENDERS, (name) => measureOne(name, row, google)),
      warm: await inTurn(CONTENDERS, (name) => measureOne(name, row, cached[name])),
    });
  }
  reportTimes(starts, report);
  const memory = starts.map(({ cold }) => each(cold, ({ memoryMib }) => memoryMib));
  const files = await inTurn(CONTENDERS, (name) => countFiles(name, row, google));
  report.compare({
    quantity: "resident MiB after the first answer",
    digits: 0,
    rows: [compare({ title: row.title, rounds: memory, targets: MEMORY })],
  });
  report.compare({
    quantity: "files read until the first answer",
    digits: 0,
    rows: [compare({ title: row.title, rounds: [files], targets: FILES })],
  });
}

function reportTimes(starts: readonly Starts[], report: Report): void {
  const time = (of: Start) => of.ms;
  const kinds: readonly [string, (of: Starts) => Readonly<Record<string, number>>][] = [
    ["no compile cache", ({ cold }) => each(cold, time)],
    ["compile cache warm", ({ warm }) => each(warm, time)],
    [
      "compile cache warm, the gateway's alone",
      ({ cold, warm }) => each({ ...cold, gateway: warm.gateway }, time),
    ],
  ];
  const rows = kinds.map(([title, of]) =>
    compare({ title, rounds: starts.map(of), targets: TIME }),
  );
  report.compare({ quantity: "ms from start to first answer", digits: 0, rows });
}

async function measureOne(
  contender: Contender,
  row: Row,
  surroundings: Surroundings & { readonly extra?: NodeJS.ProcessEnv },
): Promise<Start> {
  const startMs = performance.now();
  const target = await start(contender, row, surroundings);
  await target.call(row.calls[0]);
  const ms = performance.now() - startMs;
  const memoryMib = (await target.ask("memory")) / MIB;
  await target.stop();
  return { ms, memoryMib };
}

/** Each has a cache of its own, as each would be deployed by itself. */
function withCompileCache(contender: Contender, { google, folder }: Place) {
  const cache = join(folder, "compile-cache", contender.replaceAll(" ", "-"));
  mkdirSync(cache, { recursive: true });
  return { ...google, extra: { NODE_COMPILE_CACHE: cache } };
}

async function fillCompileCache(
  contender: Contender,
  row: Row,
  surroundings: Surroundings & { readonly extra?: NodeJS.ProcessEnv },
): Promise<void> {
  const target = await start(contender, row, surroundings);
  await target.call(row.calls[0]);
  await target.ask("flush compile cache");
  await target.stop();
}

async function countFiles(contender: Contender, row: Row, google: Surroundings): Promise<number> {
  // Last, so that it does not count the bench's own.
  const preload = [...google.preload, google.builds.preload.countFiles];
  const target = await start(contender, row, { ...google, preload });
  await target.call(row.calls[0]);
  const files = await target.ask("files");
  await target.stop();
  return files;
}
