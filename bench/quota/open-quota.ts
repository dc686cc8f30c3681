import type { Caller } from "../../packages/gateway/src/caller/caller.ts";
import { createRestStore } from "../../packages/gateway/src/documents/rest-store.ts";
import type { DocumentStore } from "../../packages/gateway/src/documents/store.ts";
import { callerKey } from "../../packages/gateway/src/caller/caller-key.ts";
import { createQuota } from "../../packages/gateway/src/quota/create-quota.ts";
import { perMinute, type Window } from "../../packages/gateway/src/quota/limit.ts";
import type { Quota } from "../../packages/gateway/src/quota/quota.ts";
import type { TierDefinition } from "../../packages/gateway/src/quota/tier.ts";
import { PROJECT } from "../../tools/emulators/start-emulators.ts";

/** A connection pool of its own to Firestore, as each instance has one. @param host `host:port` of the REST API */
export function openDocuments(host: string): DocumentStore {
  return createRestStore({ projectId: PROJECT, databaseId: "(default)", emulatorHost: host });
}

/** An instance's quotas, as the gateway has them, with one tier for all. */
export function openQuota(documents: DocumentStore, tier: TierDefinition): Quota {
  return createQuota({
    collection: "_quotas",
    definition: { tiers: { anonymous: tier, user: tier, service: tier, admin: tier } },
    documents,
    secret: () => Promise.reject(new Error("Nobody is anonymous here.")),
  });
}

/** A tier that limits calls alone. */
export function callsOnly(calls: Window): TierDefinition {
  const ample = [perMinute(1_000_000_000)] as const;
  return { calls: [calls], reads: ample, writes: ample };
}

export function callerOf(uid: string): Caller {
  return { kind: "user", uid, admin: false, roles: [], teams: [], app: null };
}

/** How the paths of a user's records start, the account's and its shards'. */
export function pathStartOf(uid: string): string {
  return `_quotas/${callerKey({ kind: "user", uid })}`;
}
