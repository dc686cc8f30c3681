import type { DocumentStore, StoreCall } from "../documents/store.ts";
import type { Account } from "./account.ts";
import { systemClock } from "./clock.ts";
import { FirestoreQuotaStore } from "./firestore-quota-store.ts";
import { LeasedQuota } from "./leased-quota.ts";
import type { Quota } from "./quota.ts";
import { Tiers, type QuotaDefinition } from "./tiers.ts";

export interface CreateQuotaOptions {
  readonly definition: QuotaDefinition;
  readonly documents: DocumentStore;
  /** The gateway's own key, the same on all instances. */
  readonly secret: (call: StoreCall) => Promise<Uint8Array>;
}

/** The quotas of a project, kept in its own database. */
export function createQuota({ definition, documents, secret }: CreateQuotaOptions): Quota {
  const clock = systemClock;
  const store = new FirestoreQuotaStore<Account>({ documents, collection: "_quotas", clock });
  return new LeasedQuota({ tiers: new Tiers(definition), store, clock, secret });
}
