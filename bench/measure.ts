import type { Counts } from "./fake-firestore/fake-database.ts";
import type { LoadEnd, LoadGenerator, LoadRequest } from "./load/load-generator.ts";

/** What calls came to. */
export interface Measurement extends Counts {
  readonly calls: number;
  readonly tookMs: number;
  /** Of the server's process. */
  readonly cpuMs: number;
  /** Requests to Firestore that calls waited for, as the gateway logs them; several calls may share one. */
  readonly roundTrips: number;
}

/** A server's process, and what it is asked. */
export interface Subject {
  readonly server: MeasuredServer;
  readonly requests: readonly LoadRequest[];
  /** Requests under way at the same time. */
  readonly connections: number;
}

export interface MeasuredServer {
  readonly url: string;
  /** CPU time since it started, of all its threads. */
  cpuMs(): Promise<number>;
  /** Requests to Firestore that calls have waited for. */
  roundTrips(): number;
}

export interface Measuring {
  readonly load: LoadGenerator;
  /** What Firestore was asked so far. */
  readonly counts: () => Promise<Counts>;
}

/** Asks a server, as fast as it answers. @param until when it ends, and with which request it begins */
export async function measure(
  { server, requests, connections }: Subject,
  until: LoadEnd & { readonly first: number },
  { load, counts }: Measuring,
): Promise<Measurement> {
  const { first, ...end } = until;
  const costs = async () => ({
    ...(await counts()),
    cpuMs: await server.cpuMs(),
    roundTrips: server.roundTrips(),
  });
  const before = await costs();
  const asked = { url: server.url, connections, requests, first, until: end };
  const { calls, tookMs } = await load.run(asked);
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
