import type { Counts } from "./fake-firestore/fake-database.ts";
import type { LoadEnd, LoadGenerator, LoadRequest } from "./load/load-generator.ts";
import type { MeasuredFunction } from "./process/measured-function.ts";

/** What calls came to. */
export interface Measurement extends Counts {
  readonly calls: number;
  readonly tookMs: number;
  /** Of the function's process. */
  readonly cpuMs: number;
  /** Requests to Firestore that calls waited for, as the gateway logs them; several calls may share one. */
  readonly roundTrips: number;
}

export interface Measuring {
  readonly load: LoadGenerator;
  readonly requests: readonly LoadRequest[];
  /** Calls under way at the same time. */
  readonly connections: number;
  /** What Firestore was asked so far. */
  readonly counts: () => Promise<Counts>;
}

/** Calls a function, as fast as it answers. */
export async function measure(
  target: MeasuredFunction,
  until: LoadEnd,
  { load, requests, connections, counts }: Measuring,
): Promise<Measurement> {
  const costs = async () => ({
    ...(await counts()),
    cpuMs: await target.cpuMs(),
    roundTrips: target.roundTrips(),
  });
  const before = await costs();
  const { calls, tookMs } = await load.run({ url: target.url, connections, requests, until });
  const after = await costs();
  return { calls, tookMs, ...difference(after, before) };
}

/** Measurements of the same, as one. */
export function sum(measurements: readonly Measurement[]): Measurement {
  return measurements.reduce((a, b) => combine(a, b, (x, y) => x + y));
}

function difference<T extends object>(after: T, before: T): T {
  return combine(after, before, (x, y) => x - y);
}

function combine<T extends object>(a: T, b: T, by: (x: number, y: number) => number): T {
  const keys = Object.keys(a) as (keyof T)[];
  return Object.fromEntries(keys.map((key) => [key, by(Number(a[key]), Number(b[key]))])) as T;
}
