import { CachedReads } from "./cache/cached-reads.ts";
import { collections } from "../../../functions/src/collections/index.ts";
import { quotas } from "../../../functions/src/collections/quotas.ts";
import { databaseId } from "./config.ts";
import { createRestStore } from "./documents/rest-store.ts";
import type { DocumentStore } from "./documents/store.ts";
import { logQuotaEvent } from "./door/log-quota-event.ts";
import { refuseUnverifiedTokens } from "./door/refuse-unverified-tokens.ts";
import { Secret } from "./secret.ts";
import { Registry } from "./collection/registry.ts";
import { createQuota, createQuotaOverrides } from "./quota/create-quota.ts";
import type { QuotaOverrides } from "./quota/quota-overrides.ts";
import type { Quota } from "./quota/quota.ts";
import { countedDocuments } from "./quota/store/counted-documents.ts";

/** Everything that a call is answered with. */
export interface Gateway {
  readonly collections: Registry;
  readonly documents: DocumentStore;
  /** Reads on behalf of callers, from memory where their collection lets them. */
  readonly reads: CachedReads;
  readonly quota: Quota;
  readonly quotaOverrides: QuotaOverrides;
  readonly secret: Secret;
}

refuseUnverifiedTokens(process.env);

let built: Gateway | undefined;

/** The gateway of this instance, built when its first call comes. */
export function gateway(): Gateway {
  return (built ??= build());
}

/** Gives back what this instance has taken in advance: when it is told to end. */
export async function closeGateway(): Promise<void> {
  await built?.quota.close();
}

function build(): Gateway {
  const store = createRestStore({
    projectId: projectId(process.env),
    databaseId: databaseId.value(),
    emulatorHost: process.env["FIRESTORE_EMULATOR_HOST"],
  });
  const documents = countedDocuments(store, (usage) => quota.use(usage));
  const secret = new Secret(documents, () => performance.now());
  const quota: Quota = createQuota({
    definition: quotas,
    documents,
    secret: (call) => secret.key("address", call),
    onEvent: logQuotaEvent,
  });
  return {
    collections: new Registry(collections),
    documents,
    reads: new CachedReads(documents, () => performance.now()),
    quota,
    quotaOverrides: createQuotaOverrides(documents),
    secret,
  };
}

/** @throws Error where nothing names the project */
export function projectId(environment: NodeJS.ProcessEnv): string {
  const id = environment["GCLOUD_PROJECT"] ?? environment["GOOGLE_CLOUD_PROJECT"];
  if (id === undefined || id === "") throw new Error("GCLOUD_PROJECT is not set.");
  return id;
}
