import type { Builds } from "./process/builds.ts";
import { MeasuredFunction } from "./process/measured-function.ts";
import type { Row } from "./rows.ts";

/** The gateway, and what it is measured against: a bare callable, and one with firebase-admin. */
export const CONTENDERS = ["bare", "admin", "gateway"] as const;
export type Contender = (typeof CONTENDERS)[number];

/** Asks something of each, one after the other. */
export async function inTurn<T>(
  ask: (contender: Contender) => T | Promise<T>,
): Promise<Readonly<Record<Contender, T>>> {
  return { bare: await ask("bare"), admin: await ask("admin"), gateway: await ask("gateway") };
}

/** Where the functions find what they need. */
export interface Surroundings {
  readonly builds: Builds;
  readonly keyServer: string;
  /** `host:port` of Firestore's REST API, which the gateway speaks. */
  readonly rest: string;
  /** `host:port` of Firestore's gRPC API, which firebase-admin speaks. */
  readonly grpc: string;
}

/**
 * Starts all three for a row, each having answered one call. The bare callable answers what the
 * gateway does, so that both take and send as much.
 */
export async function startContenders(
  row: Row,
  surroundings: Surroundings,
): Promise<Readonly<Record<Contender, MeasuredFunction>>> {
  const [admin, gateway] = await Promise.all([
    start("admin", row, surroundings),
    start("gateway", row, surroundings),
  ]);
  await admin.call(row.calls[0]);
  const answer = JSON.stringify(await gateway.call(row.calls[0]));
  const bare = await start("bare", row, { ...surroundings, env: { BENCH_ANSWER: answer } });
  await bare.call(row.calls[0]);
  return { bare, admin, gateway };
}

export function start(
  contender: Contender,
  row: Row,
  surroundings: Surroundings & { readonly env?: NodeJS.ProcessEnv },
): Promise<MeasuredFunction> {
  const { builds, keyServer, rest, grpc, env } = surroundings;
  return MeasuredFunction.start({
    source: contender === "gateway" ? builds.gateway : builds.baseline,
    target: contender === "bare" ? "bare" : row.callable,
    preload: builds.preload,
    firestore: contender === "admin" ? grpc : rest,
    keyServer,
    ...(env && { env }),
  });
}
