import { CachedReads } from "./cache/cached-reads.ts";
import { OwnWrites, recordingWrites } from "./cache/own-writes.ts";
import type { Registry } from "./collection/registry.ts";
import { ownCollections, type OwnCollections } from "./documents/own-collections.ts";
import type { DocumentStore } from "./documents/store.ts";
import { systemClock, type Clock } from "./quota/clock.ts";
import { createQuota, createQuotaOverrides, type QuotaEvent } from "./quota/create-quota.ts";
import type { QuotaOverrides } from "./quota/quota-overrides.ts";
import type { Quota } from "./quota/quota.ts";
import { countedDocuments } from "./quota/store/counted-documents.ts";
import type { QuotaDefinition } from "./quota/tiers.ts";
import { Secret } from "./secret.ts";

/** Everything that a call is answered with. */
export interface Gateway {
  readonly collections: Registry;
  readonly documents: DocumentStore;
  /** Reads on behalf of callers, from memory where their collection lets them. */
  readonly reads: CachedReads;
  readonly quota: Quota;
  readonly quotaOverrides: QuotaOverrides;
  readonly secret: Secret;
  /** Where the gateway's own records are. */
  readonly own: OwnCollections;
}

export interface CreateGatewayOptions {
  readonly collections: Registry;
  readonly quotas: QuotaDefinition;
  readonly namespace: string;
  /** The database behind the gateway. */
  readonly store: DocumentStore;
  /** @default nobody is told */
  readonly onQuotaEvent?: (event: QuotaEvent) => void;
  /** By which quotas refill and caches age. @default the system's */
  readonly clock?: Clock;
}

/** Makes a gateway before a database. */
export function createGateway(options: CreateGatewayOptions): Gateway {
  const { collections, quotas, namespace, store, onQuotaEvent, clock = systemClock } = options;
  const own = ownCollections(namespace);
  const { monotonic } = clock;
  const ownWrites = new OwnWrites(monotonic);
  const documents = recordingWrites(
    countedDocuments(store, (usage) => quota.use(usage)),
    ownWrites,
  );
  const secret = new Secret(documents, { collection: own.secrets, monotonic });
  const quota: Quota = createQuota({
    definition: quotas,
    documents,
    collection: own.quotas,
    secret: (call) => secret.key("address", call),
    clock,
    ...(onQuotaEvent && { onEvent: onQuotaEvent }),
  });
  return {
    collections,
    documents,
    reads: new CachedReads(documents, { ownWrites, monotonic }),
    quota,
    quotaOverrides: createQuotaOverrides(documents, { collection: own.quotas, clock }),
    secret,
    own,
  };
}
