import { setTimeout as sleep } from "node:timers/promises";
import { ScriptedProduction } from "../../tools/production/scripted-production.fixture.ts";
import { MeasuredProcess } from "../process/measured-process.ts";
import { sayProgress } from "../report/report.ts";
import { CountedStream } from "./counted-stream.ts";

/** With the first one, fewer than a target may have watchers. */
const STREAMS = 980;
/** As many as one caller may have. */
const STREAMS_PER_CALLER = 20;
const IDLE_SECONDS = 20;
/** How long what was taken to open them may take to be given back, in milliseconds. */
const SETTLE_MS = 5_000;
const DOCUMENTS = 50;
/** One a second: as many changes are delivered a second as there are streams. */
const COMMITS = 20;
const COMMIT_MS = 1_000;
const POLL_MS = 5;
const MIB = 1024 * 1024;

/** What streams take of an instance, of 1,000 of them each. */
export interface StreamCosts {
  /** Of an instance with one stream, in MiB. */
  readonly alone: number;
  /** Beyond that, in MiB. */
  readonly idleMib: number;
  readonly idleCpuMs: number;
  /** While 1,000 changes are delivered a second, beyond what idle streams take, in MiB. */
  readonly deliveringMib: number;
  /** CPU of 1,000 changes that are delivered, in milliseconds. */
  readonly deliveredCpuMs: number;
}

/** Streams of one query of 50 documents, before a scripted Firestore. */
export async function measureCosts(): Promise<StreamCosts> {
  const production = await ScriptedProduction.start();
  try {
    production.commit(...Array.from({ length: DOCUMENTS }, (_, n) => [path(n), true] as const));
    const running = await production.instance(["bench/process/answer-bench.ts"]);
    const instance = new MeasuredProcess(running, "");
    await new CountedStream().open(instance.url, "first");
    const alone = await residentMib(instance);
    sayProgress(`${String(STREAMS)} idle streams`);
    const streams = await openAll(instance.url);
    const idle = await measureIdle(instance);
    sayProgress("changes delivered");
    const delivered = await measureDelivered(production, instance, streams);
    return {
      alone,
      idleMib: perThousand(idle.mib - alone),
      idleCpuMs: perThousand(idle.cpuMs / IDLE_SECONDS),
      deliveringMib: perThousand(delivered.mib - idle.mib),
      deliveredCpuMs: perThousand(delivered.cpuMs / COMMITS),
    };
  } finally {
    await production.stop();
  }
}

async function openAll(url: string): Promise<readonly CountedStream[]> {
  const streams: CountedStream[] = [];
  for (let n = 0; n < STREAMS; n += STREAMS_PER_CALLER) {
    const opened = Array.from({ length: STREAMS_PER_CALLER }, () => new CountedStream());
    await Promise.all(opened.map((stream) => stream.open(url, `caller-${String(n)}`)));
    streams.push(...opened);
  }
  return streams;
}

interface TakenByStreams {
  readonly mib: number;
  readonly cpuMs: number;
}

async function measureIdle(instance: MeasuredProcess): Promise<TakenByStreams> {
  await sleep(SETTLE_MS);
  const before = await instance.cpuMs();
  await sleep(IDLE_SECONDS * 1_000);
  return { mib: await residentMib(instance), cpuMs: (await instance.cpuMs()) - before };
}

/** Each commit changes one document, of which every stream is told. */
async function measureDelivered(
  production: ScriptedProduction,
  instance: MeasuredProcess,
  streams: readonly CountedStream[],
): Promise<TakenByStreams> {
  const before = await instance.cpuMs();
  const counted = () => streams.reduce((sum, { snapshots }) => sum + snapshots, 0);
  const start = counted();
  for (let n = 1; n <= COMMITS; n += 1) {
    const pause = sleep(COMMIT_MS);
    production.commit([path(n), true]);
    while (counted() < start + n * STREAMS) await sleep(POLL_MS);
    await pause;
  }
  return { mib: await residentMib(instance), cpuMs: (await instance.cpuMs()) - before };
}

async function residentMib(instance: MeasuredProcess): Promise<number> {
  return (await instance.ask("memory")) / MIB;
}

function perThousand(figure: number): number {
  return (figure / STREAMS) * 1_000;
}

function path(n: number): string {
  return `c/d${String(n)}`;
}
