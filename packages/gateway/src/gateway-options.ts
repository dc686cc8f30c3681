import type { AlertsDefinition } from "./alerts/alerts-definition.ts";
import type { CallableName } from "./api/api.ts";
import type { CollectionDefinition } from "./collection/collection.ts";
import type { RevocationCheck } from "./door/check-revocation.ts";
import type { Parameter } from "./parameters.ts";
import type { QuotaDefinition } from "./quota/tiers.ts";
import type { Setting } from "./settings.ts";

/** What callers can reach in another database than the gateway's first. */
export interface DatabaseDefinition {
  readonly collections: readonly CollectionDefinition[];
}

/** What a gateway is made of. All but the collections and the quotas has a default. */
export interface GatewayOptions {
  /** Every collection that callers can reach. */
  readonly collections: readonly CollectionDefinition[];
  /** How much each caller may do. */
  readonly quotas: QuotaDefinition;
  /**
   * Tells the records of this gateway from another's in the same database: lower-case letters and
   * digits, 1 to 20 of them, a letter first. Changing it begins with new quotas and forgets which
   * requests were done. @default none
   */
  readonly namespace?: string;
  /** Where the functions run: the region of the Firestore database, or next to it. @default "us-central1" */
  readonly region?: Setting<string>;
  /**
   * Memory of one instance, in MiB: 256, 512, 1024 and so on, doubled, to 32768. A third of it is
   * for large requests: with less than 512, fewer than two of the largest at once. @default 512
   */
  readonly memoryMib?: Setting<number>;
  /** Instances of each function that are kept warm, 0 or more. @default 0 */
  readonly minInstances?: Setting<number>;
  /** Most instances of each function, 1 or more. @default 100 */
  readonly maxInstances?: Setting<number>;
  /** Calls that one instance answers at the same time, 1 to 1000. @default 80 */
  readonly concurrency?: Setting<number>;
  /** Streams of live queries that one instance of `listen` holds at the same time, 1 to 1000. @default 500 */
  readonly listenConcurrency?: Setting<number>;
  /** Web origins that may call, separated by commas; `*` for every origin. @default "*" */
  readonly corsOrigins?: Setting<string>;
  /** Whether calls without a valid App Check token are refused. @default false */
  readonly enforceAppCheck?: Setting<boolean>;
  /**
   * Whose ID tokens are refused once they are revoked, or their account is disabled or deleted:
   * nobody's ("off"), those of admins and services ("admins"), or everybody's ("all"). What
   * Firebase Authentication says of an account is taken for true for a minute. @default "off"
   */
  readonly checkRevoked?: RevocationCheck | Parameter<string>;
  /**
   * The callables that take each App Check token once, and none without one: what is replayed is
   * refused. Apps call them with limited-use tokens, and each call asks App Check. @default none
   */
  readonly consumeAppCheck?: readonly CallableName[];
  /**
   * Whether each instance stores, once in a minute in which it is called, what calls did: one write,
   * which getUsage tells. @default true
   */
  readonly usage?: boolean;
  /**
   * Whether requests are answered at the server of the process, before functions-framework's express
   * sees them: half of a get's CPU. For functions that are exported as they are: what an app wraps
   * around one of its name is not called then. With several gateways in a process nothing
   * changes. @default false
   */
  readonly answerAtServer?: boolean;
  /**
   * Whether `database` takes what shadows report while services move (`report: "gateway"`), and writes
   * it to its log: from whoever may call, a call each. @default false
   */
  readonly shadowReports?: boolean;
  /** When an operator is told, which `database-service monitoring` sets up, or a webhook is told of. @default all, with bounds of their own */
  readonly alerts?: AlertsDefinition;
  /** The Firestore database behind the gateway. @default "(default)" */
  readonly databaseId?: Setting<string>;
  /**
   * Other Firestore databases of the project behind the gateway, by their ids, each with its own
   * collections. Quotas and the budget are one for all of them, and are kept in the first.
   * @default none
   */
  readonly databases?: Readonly<Record<string, DatabaseDefinition>>;
  /** How long a call may take once its request is there, in milliseconds, 100 to 540,000. @default 10000 */
  readonly deadlineMs?: Setting<number>;
  /**
   * Proxies of your own before the functions, Google's front end included: 1, or 2 behind a load
   * balancer; 0 to 10. Anonymous callers are told apart by the address that the outermost of them
   * saw. @default 1
   */
  readonly trustedHops?: Setting<number>;
  /**
   * For how many days a commit by Firebase's full SDK is applied once however often it comes, 1 to
   * 365: longer than its users' devices are offline at a time. @default 30
   */
  readonly commitRepeatableDays?: Setting<number>;
}
