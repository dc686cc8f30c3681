import type { Param } from "firebase-functions/params";
import type { IncomingMessage } from "node:http";
import type { CallableName } from "./api/api.ts";
import { DATABASE_FUNCTION } from "./api/function-names.ts";
import { Registry } from "./collection/registry.ts";
import { createRestStore } from "./documents/rest-store.ts";
import { applicationDefaultCredentials } from "./documents/rest/firestore-credentials.ts";
import { hasMetadataServer } from "./documents/rest/metadata-token.ts";
import { allowedOrigins } from "./door/allowed-origins.ts";
import { BodyBudget } from "./door/body-budget.ts";
import { clientAddress } from "./door/client-address.ts";
import { createVerifying } from "./door/create-verifying.ts";
import { Drain } from "./door/drain.ts";
import { everyCallable } from "./door/callable-at.ts";
import {
  expose,
  exposeAll,
  opened,
  type ExposedCallable,
  type ExposedFunction,
  type ExposeOptions,
} from "./door/expose.ts";
import type { Door } from "./door/handle-call.ts";
import { logCompileCache } from "./door/log-compile-cache.ts";
import { logQuotaEvent } from "./door/log-quota-event.ts";
import { refuseUnverifiedTokens, takesUnsignedTokens } from "./door/refuse-unverified-tokens.ts";
import { servesGateway } from "./door/serves-gateway.ts";
import { setBodiesAside } from "./door/set-aside-body.ts";
import {
  isParameter,
  resolveOptions,
  settingKey,
  settingValue,
  type GatewayOptions,
  type ResolvedOptions,
  type Setting,
} from "./gateway-options.ts";
import { createGateway, type Gateway } from "./gateway.ts";
import { VariableParameter } from "./parameters.ts";
import { checkQuotas } from "./quota/check-quotas.ts";

/** The functions of a gateway, to be exported by the module that Firebase deploys. */
export type GatewayFunctions = {
  /** Each callable as a function of its own. */
  readonly [Name in CallableName]: ExposedCallable;
} & {
  /** All callables as one function, each at its name: `…/database/getDocument`. */
  readonly database: ExposedFunction;
};

/**
 * Makes the functions of a gateway. What is wrong with the options is told at once, but
 * for parameters, which have no value before the first call.
 *
 * @example
 * export const { database } = gateway({ collections: [notes], quotas });
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
  const singles = everyCallable.map((callable) => [callable.name, expose(callable, exposing)]);
  const functions = Object.fromEntries([
    ...singles,
    [DATABASE_FUNCTION, exposeAll(exposing)],
  ]) as object;
  for (const exposed of Object.values(functions))
    Object.assign(exposed, { [DEFINITION]: resolved });
  return functions as GatewayFunctions;
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

/** Where each function has the options of its gateway, for tools that load the deployed module. */
export const DEFINITION = Symbol.for("@database-service/gateway");

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

/** What is declared of the gateway's first database, and of the others by their ids. */
interface Registries {
  readonly collections: Registry;
  readonly others: ReadonlyMap<string, Registry>;
}

function registriesOf({ collections, databases }: ResolvedOptions): Registries {
  const others = Object.entries(databases).map(
    ([id, database]) => [id, new Registry(database.collections)] as const,
  );
  return { collections: new Registry(collections), others: new Map(others) };
}

/** What a deploy needs to know. Tokens, App Check's too, are the gateway's own to verify. */
function endpointOf(options: ResolvedOptions): Endpoint {
  const memoryMib = declared(options.memoryMib);
  return {
    region: declared(options.region),
    memory: typeof memoryMib === "number" ? memoryOption(memoryMib) : memoryMib,
    minInstances: declared(options.minInstances),
    maxInstances: declared(options.maxInstances),
    concurrency: declared(options.concurrency),
  };
}

/** What firebase-functions takes: a value, or a parameter that it has made itself. */
function declared<T extends string | number | boolean>(setting: Setting<T>): T | Param<T> {
  if (!isParameter(setting)) return setting;
  return setting instanceof VariableParameter ? setting.value() : (setting as Param<T>);
}

type Endpoint = ReturnType<ExposeOptions["endpoint"]>;
type MemoryOption = Extract<Endpoint["memory"], string>;

function memoryOption(mib: number): MemoryOption {
  return (mib < 1_024 ? `${String(mib)}MiB` : `${String(mib / 1_024)}GiB`) as MemoryOption;
}

/** What the requests of an instance share: made when the first comes, when parameters have values. */
function createDoor(options: ResolvedOptions, registries: Registries): Door {
  const environment = process.env;
  const project = projectId(environment);
  const unsignedTokens = takesUnsignedTokens(environment);
  const trustedHops = settingValue(options, "trustedHops");
  const databaseId = settingValue(options, "databaseId");
  const credentials = applicationDefaultCredentials(() => performance.now());
  const emulatorHost = environment["FIRESTORE_EMULATOR_HOST"];
  const store = (id: string) =>
    createRestStore({ projectId: project, databaseId: id, emulatorHost, credentials });
  // On Cloud Run, while the framework still loads: otherwise the first call waits for one after the other.
  const prefetch = hasMetadataServer(environment);
  if (prefetch) credentials.prefetch();
  let built: Gateway | undefined;
  const build = (): Gateway =>
    createGateway({
      ...options,
      databaseId,
      collections: registries.collections,
      store: store(databaseId),
      databases: new Map(
        Array.from(registries.others, ([id, collections]) => [
          id,
          { collections, store: store(id) },
        ]),
      ),
      onQuotaEvent: logQuotaEvent,
    });
  return {
    origins: allowedOrigins(settingValue(options, "corsOrigins"), unsignedTokens),
    ...createVerifying({
      projectId: project,
      unsignedTokens,
      authEmulatorHost: environment["FIREBASE_AUTH_EMULATOR_HOST"],
      prefetch,
      credentials,
      enforceAppCheck: settingValue(options, "enforceAppCheck"),
      checkRevoked: settingValue(options, "checkRevoked"),
      consumeAppCheck: options.consumeAppCheck,
    }),
    bodies: new BodyBudget(settingValue(options, "memoryMib")),
    // What this instance has taken in advance goes back when it is told to end.
    drain: new Drain(async () => built?.quota.close()),
    deadlineMs: settingValue(options, "deadlineMs"),
    projectId: project,
    databaseId,
    addressOf: (request) => addressOf(request, trustedHops),
    gateway: () => (built ??= build()),
  };
}

/** @throws Error where nothing names the project */
function projectId(environment: NodeJS.ProcessEnv): string {
  const id = environment["GCLOUD_PROJECT"] ?? environment["GOOGLE_CLOUD_PROJECT"];
  if (id === undefined || id === "") throw new Error("GCLOUD_PROJECT is not set.");
  return id;
}

function addressOf({ headers, socket }: IncomingMessage, trustedHops: number): string {
  const forwardedFor = headers["x-forwarded-for"];
  return clientAddress({
    forwardedFor: Array.isArray(forwardedFor) ? forwardedFor.join() : forwardedFor,
    remoteAddress: socket.remoteAddress,
    trustedHops,
  });
}
