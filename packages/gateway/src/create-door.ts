import type { IncomingMessage } from "node:http";
import { Registry } from "./collection/registry.ts";
import { FirestoreUpstreams } from "./listen/grpc/firestore-upstreams.ts";
import { createRestStore } from "./documents/rest-store.ts";
import {
  applicationDefaultCredentials,
  type FirestoreCredentials,
} from "./documents/rest/firestore-credentials.ts";
import { hasMetadataServer } from "./documents/rest/metadata-token.ts";
import { allowedOrigins } from "./door/allowed-origins.ts";
import { BodyBudget } from "./door/body-budget.ts";
import { clientAddress } from "./door/client-address.ts";
import type { VerifyingCalls } from "./door/consume-app-check.ts";
import { createVerifying } from "./door/create-verifying.ts";
import { Drain } from "./door/drain.ts";
import type { Door } from "./door/handle-call.ts";
import { logLostUsage } from "./door/log-lost-usage.ts";
import { logQuotaEvent } from "./door/log-quota-event.ts";
import { logStreamsEvent } from "./door/log-streams-event.ts";
import { takesUnsignedTokens } from "./door/refuse-unverified-tokens.ts";
import type { ResolvedOptions } from "./resolve-options.ts";
import { settingValue } from "./settings.ts";
import { createGateway, type Gateway } from "./gateway.ts";

/** What is declared of the gateway's first database, and of the others by their ids. */
export interface Registries {
  readonly collections: Registry;
  readonly others: ReadonlyMap<string, Registry>;
}

export function registriesOf({ collections, databases }: ResolvedOptions): Registries {
  const others = Object.entries(databases).map(
    ([id, database]) => [id, new Registry(database.collections)] as const,
  );
  return { collections: new Registry(collections), others: new Map(others) };
}

/** What the requests of an instance share: made when the first comes, when parameters have values. */
export function createDoor(options: ResolvedOptions, registries: Registries): Door {
  const environment = process.env;
  const project = projectId(environment);
  const unsignedTokens = takesUnsignedTokens(environment);
  const trustedHops = settingValue(options, "trustedHops");
  const credentials = applicationDefaultCredentials(() => performance.now());
  // Else the first call waits for it, and before that for the keys of its token.
  if (hasMetadataServer(environment)) credentials.prefetch();
  const databaseId = settingValue(options, "databaseId");
  const emulatorHost = environment["FIRESTORE_EMULATOR_HOST"];
  const store = (id: string) =>
    createRestStore({ projectId: project, databaseId: id, emulatorHost, credentials });
  const upstreams = new FirestoreUpstreams({ projectId: project, credentials, emulatorHost });
  let built: Gateway | undefined;
  const build = (): Gateway =>
    createGateway({
      ...options,
      databaseId,
      commitRepeatableDays: settingValue(options, "commitRepeatableDays"),
      collections: registries.collections,
      store: store(databaseId),
      databases: new Map(
        [...registries.others].map(([id, collections]) => [id, { collections, store: store(id) }]),
      ),
      onQuotaEvent: logQuotaEvent,
      onUsageLost: logLostUsage,
      streams: { upstream: (id) => upstreams.of(id), onEvent: logStreamsEvent },
    });
  return {
    origins: allowedOrigins(settingValue(options, "corsOrigins"), unsignedTokens),
    ...verifyingIn(environment, { options, projectId: project, credentials }),
    bodies: new BodyBudget(settingValue(options, "memoryMib")),
    // What this instance has taken in advance goes back when it is told to end.
    drain: new Drain(() => closed(built, upstreams)),
    deadlineMs: settingValue(options, "deadlineMs"),
    projectId: project,
    databaseId,
    addressOf: (request) => addressOf(request, trustedHops),
    gateway: () => (built ??= build()),
  };
}

/** Gives back what quotas have taken in advance, and stores last what all of it came to. */
async function closed(gateway: Gateway | undefined, upstreams: FirestoreUpstreams): Promise<void> {
  gateway?.streams.hub.close();
  await upstreams.close();
  await gateway?.quota.close();
  await gateway?.usage?.close();
}

/** What tokens are verified by. */
interface VerifiedBy {
  readonly options: ResolvedOptions;
  readonly projectId: string;
  readonly credentials: FirestoreCredentials;
}

function verifyingIn(
  environment: NodeJS.ProcessEnv,
  { options, ...known }: VerifiedBy,
): VerifyingCalls {
  return createVerifying({
    ...known,
    unsignedTokens: takesUnsignedTokens(environment),
    authEmulatorHost: environment["FIREBASE_AUTH_EMULATOR_HOST"],
    prefetch: hasMetadataServer(environment),
    enforceAppCheck: settingValue(options, "enforceAppCheck"),
    checkRevoked: settingValue(options, "checkRevoked"),
    consumeAppCheck: options.consumeAppCheck,
  });
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
