import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { CONTENDERS, inTurn, start, type Contender, type Surroundings } from "../contenders.ts";
import { compare, type Targets } from "../report/comparison.ts";
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

/**
 * From the start of a process to its first answered call, as in production: with credentials, keys
 * and TLS.
 *
 * @param folder where compile caches are kept
 */
export async function measureStart(
  row: Row,
  { google, folder }: { readonly google: Surroundings; readonly folder: string },
  report: Report,
): Promise<void> {
  report.begin("Start");
  sayProgress("starts");
  const caches = await inTurn(CONTENDERS, (name) => fillCompileCache(name, row, google, folder));
  const starts: Starts[] = [];
  for (let round = 0; round < STARTS; round += 1) {
    starts.push({
      cold: await inTurn(CONTENDERS, (name) => measureOne(name, row, google)),
      warm: await inTurn(CONTENDERS, (name) => measureOne(name, row, google, caches[name])),
    });
  }
  reportTimes(starts, report);
  const memory = starts.map(({ cold }) => figures(cold, ({ memoryMib }) => memoryMib));
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
  const ms = ({ ms }: Start) => ms;
  const kinds: readonly [string, (of: Starts) => Readonly<Record<string, number>>][] = [
    ["no compile cache", ({ cold }) => figures(cold, ms)],
    ["compile cache warm", ({ warm }) => figures(warm, ms)],
    [
      "compile cache warm, the gateway's alone",
      ({ cold, warm }) => figures({ ...cold, gateway: warm.gateway }, ms),
    ],
  ];
  const rows = kinds.map(([title, of]) =>
    compare({ title, rounds: starts.map(of), targets: TIME }),
  );
  report.compare({ quantity: "ms from start to first answer", digits: 0, rows });
}

function figures(
  of: Readonly<Record<Contender, Start>>,
  figure: (start: Start) => number,
): Readonly<Record<string, number>> {
  return Object.fromEntries(CONTENDERS.map((name) => [name, figure(of[name])]));
}

async function measureOne(
  contender: Contender,
  row: Row,
  google: Surroundings,
  compileCache?: string,
): Promise<Start> {
  const startMs = performance.now();
  const extra = compileCache === undefined ? {} : { NODE_COMPILE_CACHE: compileCache };
  const target = await start(contender, row, { ...google, extra });
  await target.call(row.calls[0]);
  const ms = performance.now() - startMs;
  const memoryMib = (await target.ask("memory")) / MIB;
  await target.stop();
  return { ms, memoryMib };
}

/** @returns the folder of the cache */
async function fillCompileCache(
  contender: Contender,
  row: Row,
  google: Surroundings,
  folder: string,
): Promise<string> {
  const cache = join(folder, "compile-cache", contender.replaceAll(" ", "-"));
  mkdirSync(cache, { recursive: true });
  const target = await start(contender, row, { ...google, extra: { NODE_COMPILE_CACHE: cache } });
  await target.call(row.calls[0]);
  await target.ask("flush compile cache");
  await target.stop();
  return cache;
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
