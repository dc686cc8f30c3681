import { randomBytes } from "node:crypto";
import { CachedReads } from "./cache/cached-reads.ts";
import { OwnWrites, recordingWrites } from "./cache/own-writes.ts";
import { countedNames } from "./collection/counted-names.ts";
import type { Registry } from "./collection/registry.ts";
import { ownCollections, type OwnCollections } from "./documents/own-collections.ts";
import type { DocumentStore } from "./documents/store.ts";
import { NO_USAGE } from "./quota/budget/budget.ts";
import { systemClock, type Clock } from "./quota/clock.ts";
import { createQuota, createQuotaOverrides, type QuotaEvent } from "./quota/create-quota.ts";
import type { QuotaOverrides } from "./quota/quota-overrides.ts";
import type { Quota } from "./quota/quota.ts";
import { countedDocuments } from "./quota/store/counted-documents.ts";
import { serverRights, type ServerRights } from "./quota/server-rights.ts";
import { Tiers, type QuotaDefinition } from "./quota/tiers.ts";
import { Secret } from "./secret.ts";
import { createStreams, type CreateStreamsOptions } from "./streams/create-streams.ts";
import type { ListenStreams } from "./streams/listen-streams.ts";
import { LockingTransactions } from "./transactions/locking-transactions.ts";
import type { Caller } from "./caller/caller.ts";
import { toUsageWrite } from "./usage/usage-record.ts";
import type { DeclaredNames } from "./usage/usage-totals.ts";
import { UsageRecorder, type UsageRecorderOptions } from "./usage/usage-recorder.ts";

/** One Firestore database, as calls are answered from it. */
export interface GatewayDatabase {
  readonly collections: Registry;
  readonly documents: DocumentStore;
  /** Reads on behalf of callers, from memory where their collection lets them. */
  readonly reads: CachedReads;
  readonly secret: Secret;
}

/** Everything that a call is answered with. */
export interface Gateway extends GatewayDatabase {
  /** Kept in the gateway's own database, for all of them. */
  readonly quota: Quota;
  readonly quotaOverrides: QuotaOverrides;
  /** What of servers' work the caller may do. */
  serverRights(caller: Caller): Required<ServerRights>;
  /** Those that lock documents, of all databases. */
  readonly lockingTransactions: LockingTransactions;
  /** Counts what calls do; undefined where that is switched off. */
  readonly usage: UsageRecorder | undefined;
  /** Counts what the gateway's own bookkeeping costs: against the budget, and in usage. */
  readonly useOwn: Parameters<typeof countedDocuments>[1];
  /** The indexes and fields that the definitions of all databases declare. */
  declaredNames(): DeclaredNames;
  /** Where the gateway's own records are. */
  readonly own: OwnCollections;
  /** How long a commit of Firestore's protocol that names its request can be repeated, in milliseconds. */
  readonly commitRepeatableMs: number;
  /** What streams of live queries share. */
  readonly streams: ListenStreams;
  /** The id of the database that it is about. */
  readonly databaseId: string;
  /** The id of the gateway's own database. */
  readonly ownDatabaseId: string;
  /**
   * The gateway of the database of this id; without one, of the gateway's own. Undefined where no
   * such database is declared.
   */
  database(id: string | undefined): Gateway | undefined;
}

/** What is behind a gateway in one database. */
export interface DatabaseOptions {
  readonly collections: Registry;
  readonly store: DocumentStore;
}

export interface CreateGatewayOptions extends DatabaseOptions {
  readonly quotas: QuotaDefinition;
  readonly namespace: string;
  /** The id of the gateway's own database. @default "(default)" */
  readonly databaseId?: string;
  /** Other databases, by their ids. @default none */
  readonly databases?: ReadonlyMap<string, DatabaseOptions>;
  /** Whether records of usage are kept. @default true */
  readonly usage?: boolean;
  /** Is told of records of usage that are given up. @default nobody is told */
  readonly onUsageLost?: UsageRecorderOptions["onLost"];
  /** @default streams can't be opened */
  readonly streams?: CreateStreamsOptions;
  /** @default nobody is told */
  readonly onQuotaEvent?: (event: QuotaEvent) => void;
  /** For how many days a commit of Firestore's protocol that names its request can be repeated. @default 30 */
  readonly commitRepeatableDays?: number;
  /** By which quotas refill and caches age. @default the system's */
  readonly clock?: Clock;
}

/**
 * Makes a gateway before its databases. Each has a cache, a key and request records of its own,
 * since a record is committed with its writes. Quotas and the budget are kept in the gateway's own
 * database alone: what a caller may do, and what the project pays, is one, wherever it is done.
 */
export function createGateway(options: CreateGatewayOptions): Gateway {
  const { quotas, namespace, onQuotaEvent, clock = systemClock } = options;
  const { databaseId = "(default)", databases = new Map<string, DatabaseOptions>() } = options;
  const own = ownCollections(namespace);
  const useOwn: Gateway["useOwn"] = (cost, collection) => {
    quota.use(cost);
    if (collection !== own.usage) usage?.recordOwn(collection, cost);
  };
  const open = (database: DatabaseOptions) => openDatabase(database, { own, clock, useOwn });
  const main = open(options);
  const { documents, secret } = main;
  const usage = usageRecorder(options, { documents, own, clock });
  const quota: Quota = createQuota({
    definition: quotas,
    documents,
    collection: own.quotas,
    secret: (call) => secret.key("address", call),
    clock,
    onEvent: countingStages(usage, onQuotaEvent),
  });
  const tiers = new Tiers(quotas);
  const shared: Omit<Gateway, keyof GatewayDatabase | "databaseId"> = {
    streams: createStreams(options.streams, (reads) => useOwn({ ...NO_USAGE, reads }, UNWATCHED)),
    ownDatabaseId: databaseId,
    quota,
    quotaOverrides: createQuotaOverrides(documents, { own, clock }),
    usage,
    useOwn,
    declaredNames: () => [options, ...databases.values()].flatMap(namesIn),
    own,
    commitRepeatableMs: (options.commitRepeatableDays ?? 30) * DAY_MS,
    serverRights: (caller) => serverRights(tiers.tierOf(caller).serverRights, caller),
    lockingTransactions: new LockingTransactions(clock.monotonic),
    database: (id = databaseId) => byId.get(id),
  };
  const gateway: Gateway = { ...main, ...shared, databaseId };
  const byId = new Map([[databaseId, gateway]]);
  for (const [id, one] of databases) byId.set(id, { ...open(one), ...shared, databaseId: id });
  return gateway;
}

function namesIn({ collections }: DatabaseOptions): DeclaredNames {
  return collections.definitions.map(countedNames);
}

interface Opening extends Pick<Gateway, "own" | "useOwn"> {
  readonly clock: Clock;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** What usage tells reads of, for live queries whose streams have just ended. */
const UNWATCHED = "(unwatched)";

/** How long storing records of usage may take, in milliseconds. */
const USAGE_TIMEOUT_MS = 10_000;

function usageRecorder(
  { usage = true, onUsageLost: onLost = () => {} }: CreateGatewayOptions,
  { documents, own, clock }: Pick<Opening, "own" | "clock"> & Pick<GatewayDatabase, "documents">,
): UsageRecorder | undefined {
  if (!usage) return undefined;
  return new UsageRecorder({
    instance: randomBytes(9).toString("base64url"),
    store: (records) => {
      const writes = records.map((record) => toUsageWrite(record, own.usage));
      return documents.commit(writes, { signal: clock.timeout(USAGE_TIMEOUT_MS) });
    },
    onLost,
  });
}

/** Has usage count each stage that the budget comes to, beside whoever else is told. */
function countingStages(
  usage: UsageRecorder | undefined,
  tell: (event: QuotaEvent) => void = () => {},
): (event: QuotaEvent) => void {
  return (event) => {
    if (event.kind === "budget stage" && event.stage !== "normal") usage?.recordStage(event);
    tell(event);
  };
}

function openDatabase(
  { collections, store }: DatabaseOptions,
  { own, clock: { monotonic }, useOwn }: Opening,
): GatewayDatabase {
  const ownWrites = new OwnWrites(monotonic);
  const documents = recordingWrites(countedDocuments(store, useOwn), ownWrites);
  return {
    collections,
    documents,
    reads: new CachedReads(documents, { ownWrites, monotonic }),
    secret: new Secret(documents, { collection: own.secrets, monotonic }),
  };
}
