import { DATABASE_FUNCTION } from "../packages/gateway/src/api/database-function.ts";
import type { Builds } from "./process/builds.ts";
import { MeasuredFunction } from "./process/measured-function.ts";
import type { Row } from "./rows.ts";

/** What the gateway is measured against, a bare callable and one with firebase-admin, and itself. */
export const CONTENDERS = ["bare onCall", "firebase-admin", "gateway"] as const;
export type Contender = (typeof CONTENDERS)[number];

/** Where the functions find what they need. */
export interface Surroundings {
  readonly builds: Builds;
  /** What they find Firestore and the public keys of tokens by. */
  readonly env: {
    /** For Firestore's REST API, which the gateway speaks. */
    readonly rest: NodeJS.ProcessEnv;
    /** For Firestore's gRPC API, which firebase-admin speaks. */
    readonly grpc: NodeJS.ProcessEnv;
  };
  /** Loaded before anything else. */
  readonly preload: readonly string[];
}

/** Asks something of each, one after the other. */
export async function inTurn<Name extends string, T>(
  names: readonly Name[],
  ask: (name: Name) => T | Promise<T>,
): Promise<Readonly<Record<Name, T>>> {
  const answers: [Name, T][] = [];
  for (const name of names) answers.push([name, await ask(name)]);
  return Object.fromEntries(answers) as Record<Name, T>;
}

/**
 * Starts contenders for a row, each having answered one call. The bare callable answers what the
 * gateway does, so that both take and send as much.
 */
export async function startContenders<Name extends Contender>(
  names: readonly Name[],
  row: Row,
  surroundings: Surroundings,
): Promise<Readonly<Record<Name, MeasuredFunction>>> {
  let answer: unknown;
  const started = await inTurn(names.toReversed(), async (name) => {
    const env = { BENCH_ANSWER: JSON.stringify(answer) };
    const target = await start(name, row, { ...surroundings, extra: env });
    const answered = await target.call(row.calls[0]);
    if (name === "gateway") answer = answered;
    return target;
  });
  return inTurn(names, (name) => started[name]);
}

/** @param extra what its process has in its environment besides the surroundings */
export function start(
  contender: Contender,
  row: Row,
  { builds, env, preload, extra }: Surroundings & { readonly extra?: NodeJS.ProcessEnv },
): Promise<MeasuredFunction> {
  const isGateway = contender === "gateway";
  return MeasuredFunction.start({
    source: isGateway ? builds.gateway : builds.baseline,
    // The gateway answers every callable through one function, each at the path of its name.
    target: isGateway ? DATABASE_FUNCTION : contender === "bare onCall" ? "bare" : row.callable,
    path: isGateway ? row.callable : "",
    preload,
    env: { ...(contender === "firebase-admin" ? env.grpc : env.rest), ...extra },
  });
}
