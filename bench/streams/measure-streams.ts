import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { readFrames } from "../../packages/client/src/watch/read-frames.ts";
import type { FunctionProcess } from "../../tools/production/function-process.ts";
import {
  MODEL_PROJECT,
  ScriptedProduction,
} from "../../tools/production/scripted-production.fixture.ts";
import { idTokenClaims, sign } from "../../tools/production/token-issuer.ts";

/**
 * What streams cost an instance of `listen`, before a scripted Firestore: memory and CPU of idle
 * streams, CPU of changes that are delivered, and the time from a commit at Firestore to the client.
 * Linux only, as it reads /proc.
 *
 * @example node_modules/.bin/node bench/streams/measure-streams.ts
 */
/** With the first one, fewer than a target may have watchers. */
const STREAMS = 980;
/** As many as one caller may have. */
const STREAMS_PER_CALLER = 20;
const IDLE_MS = 20_000;
/** How long what was taken to open them may take to be given back, in milliseconds. */
const SETTLE_MS = 5_000;
const DOCUMENTS = 50;
const CHANGES = 20;
const LATENCIES = 300;
const TICK_MS = 10;

/** A stream that counts the snapshots that come. */
class CountedStream {
  snapshots = 0;
  onSnapshot = () => {};

  async open({ url }: FunctionProcess, uid: string): Promise<void> {
    const token = sign(idTokenClaims(MODEL_PROJECT, { sub: uid }));
    const { body } = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ data: { targets: [{ id: "q", collection: "c" }] } }),
    });
    if (body === null) throw new Error("No stream came.");
    const told = new Promise<void>((resolve) => (this.onSnapshot = resolve));
    void this.#read(body);
    await told;
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    for await (const frame of readFrames(body)) {
      if (frame.kind === "removed") throw new Error(frame.error.message);
      if (frame.kind !== "snapshot") continue;
      this.snapshots += 1;
      this.onSnapshot();
    }
  }
}

/** CPU in milliseconds and memory in MiB that a process has taken. */
function takenBy({ child }: FunctionProcess): { readonly cpuMs: number; readonly rssMib: number } {
  const stat = readFileSync(`/proc/${String(child.pid)}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { cpuMs: ticks * TICK_MS, rssMib: (Number(fields[21]) * 4_096) / 2 ** 20 };
}

function quantile(sorted: readonly number[], part: number): string {
  return (sorted[Math.floor(sorted.length * part)] ?? NaN).toFixed(1);
}

/** From a commit at Firestore to one client. */
async function measureLatency(production: ScriptedProduction, first: CountedStream): Promise<void> {
  const latencies: number[] = [];
  for (let n = 0; n < LATENCIES; n += 1) {
    const told = new Promise<void>((resolve) => (first.onSnapshot = resolve));
    const startMs = performance.now();
    production.commit([`c/d${String(n % DOCUMENTS)}`, true]);
    await told;
    latencies.push(performance.now() - startMs);
  }
  latencies.sort((a, b) => a - b);
  const [median, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)];
  console.log(`commit to client: p50 ${median} ms, p99 ${p99} ms`);
}

async function openAll(instance: FunctionProcess): Promise<readonly CountedStream[]> {
  const streams: CountedStream[] = [];
  for (let n = 0; n < STREAMS; n += STREAMS_PER_CALLER) {
    const opened = Array.from({ length: STREAMS_PER_CALLER }, () => new CountedStream());
    await Promise.all(opened.map((stream) => stream.open(instance, `caller-${String(n)}`)));
    streams.push(...opened);
  }
  return streams;
}

/** @returns the streams, which stay open */
async function measureIdle(instance: FunctionProcess): Promise<readonly CountedStream[]> {
  const one = takenBy(instance);
  const streams = await openAll(instance);
  await sleep(SETTLE_MS);
  const before = takenBy(instance);
  await sleep(IDLE_MS);
  const idle = takenBy(instance);
  const addedMib = (idle.rssMib - one.rssMib).toFixed(0);
  const cpuMs = ((idle.cpuMs - before.cpuMs) / (IDLE_MS / 1000)).toFixed(1);
  console.log(
    `${String(STREAMS)} idle streams: ${addedMib} MiB over ${one.rssMib.toFixed(0)}, ${cpuMs} ms CPU a second`,
  );
  return streams;
}

async function measureChanges(
  production: ScriptedProduction,
  instance: FunctionProcess,
  streams: readonly CountedStream[],
): Promise<void> {
  const before = takenBy(instance);
  const counted = () => streams.reduce((sum, { snapshots }) => sum + snapshots, 0);
  const start = counted();
  for (let n = 1; n <= CHANGES; n += 1) {
    production.commit([`c/d${String(n)}`, true]);
    while (counted() < start + n * STREAMS) await sleep(5);
  }
  const spentMs = takenBy(instance).cpuMs - before.cpuMs;
  const each = ((spentMs / CHANGES / STREAMS) * 1_000).toFixed(0);
  console.log(`1,000 changes delivered: ${each} ms CPU`);
}

async function measure(production: ScriptedProduction): Promise<void> {
  const documents = Array.from({ length: DOCUMENTS }, (_, n) => [`c/d${String(n)}`, true] as const);
  production.commit(...documents);
  const instance = await production.instance();
  const first = new CountedStream();
  await first.open(instance, "first");
  await measureLatency(production, first);
  await measureChanges(production, instance, await measureIdle(instance));
}

const production = await ScriptedProduction.start();
try {
  await measure(production);
} finally {
  // Streams that are cut now are nobody's any more.
  process.on("unhandledRejection", () => {});
  await production.stop();
}
process.exit(0);
