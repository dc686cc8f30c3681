import type { DocumentStore } from "../documents/store.ts";
import type { Account } from "./account.ts";
import { ExactQuota } from "./exact-quota.ts";
import { FirestoreQuotaStore } from "./firestore-quota-store.ts";
import type { Quota } from "./quota.ts";
import { Tiers, type QuotaDefinition } from "./tier.ts";

export interface CreateQuotaOptions {
  readonly definition: QuotaDefinition;
  readonly documents: DocumentStore;
}

/** The quotas of a project, kept in its own database. */
export function createQuota({ definition, documents }: CreateQuotaOptions): Quota {
  const monotonic = () => performance.now();
  const store = new FirestoreQuotaStore<Account>({
    documents,
    collection: "_quotas",
    monotonic,
    random: Math.random,
  });
  return new ExactQuota({ tiers: new Tiers(definition), store, monotonic });
}
