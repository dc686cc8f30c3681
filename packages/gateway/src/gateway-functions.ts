import type { CallableName } from "./api/api.ts";
import { DATABASE_FUNCTION } from "./api/database-function.ts";
import { LISTEN_FUNCTION, UPKEEP_FUNCTION } from "./api/function-names.ts";
import { createDoor, registriesOf } from "./create-door.ts";
import { hasMetadataServer } from "./documents/rest/metadata-token.ts";
import { answerAtServer } from "./door/answer-at-server.ts";
import { everyCallable } from "./door/callable-at.ts";
import {
  expose,
  exposeAll,
  exposeListen,
  opened,
  type ExposedCallable,
  type ExposedFunction,
} from "./door/expose.ts";
import { exposeUpkeep, type ExposedUpkeep } from "./door/expose-upkeep.ts";
import type { Door } from "./door/handle-call.ts";
import { logCompileCache } from "./door/log-compile-cache.ts";
import { refuseUnverifiedTokens } from "./door/refuse-unverified-tokens.ts";
import { servedFunction, servesGateway } from "./door/serves-gateway.ts";
import { setBodiesAside } from "./door/set-aside-body.ts";
import { endpointOf, listenEndpointOf } from "./endpoint.ts";
import type { GatewayOptions } from "./gateway-options.ts";
import { resolveOptions, type ResolvedOptions } from "./resolve-options.ts";
import { settingKey } from "./settings.ts";
import { checkQuotas } from "./quota/check-quotas.ts";
import { DEFINITION } from "./definition-key.ts";

/** The functions of a gateway, to be exported by the module that Firebase deploys. */
export type GatewayFunctions = {
  /** Each callable as a function of its own. */
  readonly [Name in CallableName]: ExposedCallable;
} & {
  /** All callables as one function, each at its name: `…/database/getDocument`. */
  readonly database: ExposedFunction;
  /** What is to be done from time to time, by Cloud Scheduler: sums up usage by hours and days. */
  readonly upkeep: ExposedUpkeep;
  /** Streams of live queries: an instance of it serves nothing else. */
  readonly listen: ExposedFunction;
};

/**
 * Makes the functions of a gateway. What is wrong with the options is told at once, but
 * for parameters, which have no value before the first call.
 *
 * @example
 * export const { database, upkeep } = gateway({ collections: [notes], quotas });
 *
 * @throws TypeError for an option, Error for definitions that contradict each other, or for a second
 * gateway that would keep its records where the first does
 */
export function gateway(options: GatewayOptions): GatewayFunctions {
  refuseUnverifiedTokens(process.env);
  const resolved = resolveOptions(options);
  refuseSharedRecords(resolved);
  const registries = registriesOf(resolved);
  checkQuotas(resolved.quotas);
  let door: Door | undefined;
  const openDoor = (): Door => (door ??= createDoor(resolved, registries));
  if (servesGateway(process.env)) beginToServe(process.env, openDoor);
  const exposing = { endpoint: () => endpointOf(resolved), openDoor };
  const { alerts, namespace } = resolved;
  const singles = everyCallable.map((callable) => [callable.name, expose(callable, exposing)]);
  const functions = Object.fromEntries([
    ...singles,
    [DATABASE_FUNCTION, exposeAll({ ...exposing, takesShadowReports: resolved.shadowReports })],
    [UPKEEP_FUNCTION, exposeUpkeep({ ...exposing, alerts, namespace })],
    [LISTEN_FUNCTION, exposeListen({ ...exposing, endpoint: () => listenEndpointOf(resolved) })],
  ]) as object;
  for (const exposed of Object.values(functions))
    Object.assign(exposed, { [DEFINITION]: resolved });
  gatewaysMade += 1;
  if (resolved.answerAtServer) serveDirectly(functions as GatewayFunctions, process.env);
  return functions as GatewayFunctions;
}

/** Where there are several, one alone can't tell whose function this process answers for. */
let gatewaysMade = 0;

/** Under functions-framework alone: firebase-tools has one server for all functions. */
function serveDirectly(functions: GatewayFunctions, environment: NodeJS.ProcessEnv): void {
  const name = servedFunction(environment);
  if (name === undefined || isFirebaseTools(environment)) return;
  answerAtServer(functions[name], {
    port: Number(environment["PORT"]),
    // Routes that the framework is to refuse are its to refuse.
    mayAnswer: () => gatewaysMade === 1 && !environment["IGNORED_ROUTES"],
  });
}

function beginToServe(environment: NodeJS.ProcessEnv, openDoor: () => Door): void {
  setBodiesAside();
  if (!isFirebaseTools(environment)) logCompileCache();
  if (hasMetadataServer(environment)) setImmediate(() => void opened(openDoor));
}

/** Whether firebase-tools runs this process: as its emulator, or to learn what there is to deploy. */
function isFirebaseTools(environment: NodeJS.ProcessEnv): boolean {
  return (
    environment["FUNCTIONS_EMULATOR"] === "true" || environment["FUNCTIONS_CONTROL_API"] === "true"
  );
}

/** Where the gateways of this process keep their records. */
const recordPlaces = new Set<string>();

function refuseSharedRecords({ databaseId, databases, namespace }: ResolvedOptions): void {
  const ids = [settingKey(databaseId), ...Object.keys(databases)];
  const places = ids.map((id) => JSON.stringify([id, namespace]));
  if (places.some((place) => recordPlaces.has(place))) {
    throw new Error(
      "Two gateways would keep their quotas and records in the same collections. Give one of them a namespace, or another databaseId.",
    );
  }
  for (const place of places) recordPlaces.add(place);
}
