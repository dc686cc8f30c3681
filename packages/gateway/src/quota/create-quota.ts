import type { OwnCollections } from "../documents/own-collections.ts";
import type { DocumentStore, StoreCall } from "../documents/store.ts";
import { BudgetHolder } from "./budget/budget-holder.ts";
import type { StageChange } from "./budget/stage-reporter.ts";
import { ledgerForm } from "./budget/ledger-form.ts";
import { resolveBudget } from "./budget/budget.ts";
import { systemClock, type Clock } from "./clock.ts";
import { countedDocuments } from "./store/counted-documents.ts";
import { FirestoreQuotaStore } from "./store/firestore-quota-store.ts";
import { accountForm } from "./lease/account-form.ts";
import { LeasedQuota } from "./leased-quota.ts";
import { Outage } from "./outage.ts";
import { QuotaMeter, type QuotaMetrics } from "./quota-meter.ts";
import { QuotaOverrides } from "./quota-overrides.ts";
import type { Quota } from "./quota.ts";
import { Tiers, type QuotaDefinition } from "./tiers.ts";

/** An event for operators. */
export type QuotaEvent =
  | ({ readonly kind: "budget stage" } & StageChange)
  | ({ readonly kind: "metrics" } & QuotaMetrics)
  /** A record can't be read: until it is deleted, its caller is refused, or if it is the budget's, every caller. */
  | { readonly kind: "bad record"; readonly record: string; readonly error: string };

export interface CreateQuotaOptions {
  readonly definition: QuotaDefinition;
  readonly documents: DocumentStore;
  /** The top-level collection of the callers' accounts, and of the budget's ledger. */
  readonly collection: string;
  /** The gateway's own key, which is the same on all instances. */
  readonly secret: (call: StoreCall) => Promise<Uint8Array>;
  /** Called with each event. @default events are dropped */
  readonly onEvent?: (event: QuotaEvent) => void;
  /** @default the system's */
  readonly clock?: Clock;
  /** The longest that a call waits for its charge, in milliseconds. @default 5000 */
  readonly maxWaitMs?: number;
}

/** The quotas of a project, whose records are in its own database. */
export function createQuota(options: CreateQuotaOptions): Quota {
  const {
    definition,
    documents,
    collection,
    secret,
    onEvent = () => {},
    clock = systemClock,
    maxWaitMs = 5_000,
  } = options;
  const outage = new Outage();
  let budget: BudgetHolder | undefined;
  const meter = new QuotaMeter((metrics) => onEvent({ kind: "metrics", ...metrics }));
  const counted = countedDocuments(documents, (usage) => meter.countOperations(usage));
  const onMalformed = toldOnce((record, error) => onEvent({ kind: "bad record", record, error }));
  const records = { documents: counted, collection, clock, onMalformed };
  if (definition.budget !== undefined) {
    budget = new BudgetHolder({
      budget: resolveBudget(definition.budget),
      store: new FirestoreQuotaStore({ ...records, form: ledgerForm }),
      clock,
      outage,
      maxWaitMs,
      onStage: (change) => onEvent({ kind: "budget stage", ...change }),
    });
  }
  const tiers = new Tiers(definition);
  const store = new FirestoreQuotaStore({ ...records, form: accountForm });
  return new LeasedQuota({ tiers, store, clock, outage, meter, secret, budget, maxWaitMs });
}

/** The most malformed records that are reported. */
const MOST_TOLD = 1_000;

/** Reports each malformed record once. */
function toldOnce(
  tell: (record: string, error: string) => void,
): (record: string, error: unknown) => void {
  const told = new Set<string>();
  return (record, error) => {
    if (told.has(record) || told.size >= MOST_TOLD) return;
    told.add(record);
    tell(record, error instanceof Error ? error.message : "it can't be read");
  };
}

/** The limits that operators set for single callers, in the records that {@link createQuota} keeps. */
export function createQuotaOverrides(
  documents: DocumentStore,
  { own, clock }: { readonly own: OwnCollections; readonly clock: Clock },
): QuotaOverrides {
  const form = accountForm;
  const store = new FirestoreQuotaStore({ documents, collection: own.quotas, clock, form });
  return new QuotaOverrides(documents, store, own.quotaOverrides);
}
