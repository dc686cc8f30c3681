import * as z from "zod";
import {
  resolveAlerts,
  type AlertsDefinition,
  type ResolvedAlerts,
} from "./alerts/alerts-definition.ts";
import { api, type CallableName } from "./api/api.ts";
import type { CollectionDefinition } from "./collection/collection.ts";
import { REVOCATION_CHECKS, type RevocationCheck } from "./door/check-revocation.ts";
import type { Parameter } from "./parameters.ts";
import type { QuotaDefinition } from "./quota/tiers.ts";

/**
 * A value, or a parameter as `defineString`, `defineInt` and `defineBoolean` make them, whose value
 * is read when the first call comes. Those of firebase-functions/params will do too, but take
 * longer to load than the gateway.
 */
export type Setting<T extends string | number | boolean> = T | Parameter<T>;

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
   * Memory of one instance, in MiB: 256, 512, 1024 and so on, doubled, to 32768. A third of it is for large requests: with less than
   * 512, fewer than two of the largest at once. @default 512
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

/** What Cloud Functions offers. */
const MEMORY_MIB = [256, 512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768];

/** How each setting is checked, when the gateway is made or, of a parameter, when the first call comes. */
export const SETTINGS = {
  region: z.string().regex(/^[a-z]+-[a-z]+[0-9]+$/, 'must be a region, such as "us-central1"'),
  memoryMib: z.literal(MEMORY_MIB),
  minInstances: z.int().min(0),
  maxInstances: z.int().min(1),
  concurrency: z.int().min(1).max(1_000),
  listenConcurrency: z.int().min(1).max(1_000),
  corsOrigins: z.string(),
  enforceAppCheck: z.boolean(),
  checkRevoked: z.enum(REVOCATION_CHECKS, `must be one of ${REVOCATION_CHECKS.join(", ")}`),
  databaseId: z
    .string()
    .regex(
      /^(\(default\)|[a-z][a-z0-9-]{2,61}[a-z0-9])$/,
      "must be the id of a Firestore database",
    ),
  deadlineMs: z.int().min(100).max(540_000),
  trustedHops: z.int().min(0).max(10),
  commitRepeatableDays: z.int().min(1).max(365),
} as const;

const DEFAULTS = {
  region: "us-central1",
  memoryMib: 512,
  minInstances: 0,
  maxInstances: 100,
  concurrency: 80,
  listenConcurrency: 500,
  corsOrigins: "*",
  enforceAppCheck: false,
  checkRevoked: "off",
  databaseId: "(default)",
  deadlineMs: 10_000,
  trustedHops: 1,
  commitRepeatableDays: 30,
} as const;

const NAMESPACE = /^[a-z][a-z0-9]{0,19}$/;

type SettingName = keyof typeof SETTINGS;
type Settings = { readonly [Name in SettingName]: Setting<z.output<(typeof SETTINGS)[Name]>> };

/** {@link GatewayOptions}, checked as far as they are known, with the defaults. */
export type ResolvedOptions = Readonly<Required<Omit<GatewayOptions, SettingName | "alerts">>> & {
  readonly alerts: ResolvedAlerts;
} & Settings;

const OTHERS = [
  "collections",
  "quotas",
  "namespace",
  "databases",
  "consumeAppCheck",
  "usage",
  "answerAtServer",
  "shadowReports",
  "alerts",
];

/**
 * Checks what is known of the options already, and fills in the defaults.
 *
 * @throws TypeError that names the option and says what it must be
 */
export function resolveOptions(options: GatewayOptions): ResolvedOptions {
  if (!isObject(options)) throw new TypeError("gateway(): give it its collections and quotas.");
  refuseUnknown(options);
  const { collections, quotas, namespace = "", databases = {}, ...rest } = options;
  const {
    consumeAppCheck = [],
    alerts = {},
    usage,
    answerAtServer,
    shadowReports,
    ...given
  } = rest;
  if (!Array.isArray(collections) || !collections.every(isDefinition)) {
    throw new TypeError("gateway(): collections must be an array of what collection() makes.");
  }
  if (!isObject(quotas) || !isObject(quotas.tiers)) {
    throw new TypeError(
      "gateway(): quotas must have tiers: limits for anonymous, user, service and admin.",
    );
  }
  if (namespace !== "" && !NAMESPACE.test(namespace)) {
    throw new TypeError(
      "gateway(): namespace must be 1 to 20 lower-case letters and digits, a letter first.",
    );
  }
  if (!Array.isArray(consumeAppCheck) || !consumeAppCheck.every(isCallable)) {
    throw new TypeError("gateway(): consumeAppCheck must be an array of names of callables.");
  }
  const switches = resolveSwitches({ usage, answerAtServer, shadowReports });
  const settings = checkedSettings(given);
  checkDatabases(databases, settings.databaseId);
  const others = {
    namespace,
    databases,
    consumeAppCheck,
    ...switches,
    alerts: alertsOf(alerts, switches.usage),
  };
  return Object.freeze({ collections, quotas, ...others, ...settings });
}

/** @throws TypeError for alerts that are not valid, or that nothing would tell of */
function alertsOf(alerts: AlertsDefinition, usage: boolean): ResolvedAlerts {
  const resolved = resolveAlerts(alerts);
  if (!usage && resolved.webhook !== false) {
    throw new TypeError("gateway(): alerts.webhook: usage must not be false, which tells of it.");
  }
  return resolved;
}

function refuseUnknown(options: GatewayOptions): void {
  const unknown = Object.keys(options).find(
    (name) => !OTHERS.includes(name) && !Object.hasOwn(SETTINGS, name),
  );
  if (unknown !== undefined) throw new TypeError(`gateway(): there is no option ${unknown}.`);
}

const SWITCHES = { usage: true, answerAtServer: false, shadowReports: false } as const;

/** What is true or false, with the defaults. */
function resolveSwitches(
  given: Readonly<Record<keyof typeof SWITCHES, unknown>>,
): Record<keyof typeof SWITCHES, boolean> {
  const switches = { ...SWITCHES, ...withoutUndefined(given) };
  for (const [name, value] of Object.entries(switches)) {
    if (typeof value !== "boolean")
      throw new TypeError(`gateway(): ${name} must be true or false.`);
  }
  return switches;
}

function checkedSettings(given: object): Settings {
  const settings = { ...DEFAULTS, ...withoutUndefined(given) } as Settings;
  for (const name of Object.keys(SETTINGS) as SettingName[]) {
    const setting = settings[name];
    if (!isParameter(setting)) checkSetting(name, setting, name);
  }
  return settings;
}

/** @throws TypeError for what is no definition of another database than the first */
function checkDatabases(
  databases: Readonly<Record<string, DatabaseDefinition>>,
  first: Setting<string>,
): void {
  if (!isObject(databases) || Array.isArray(databases))
    throw new TypeError("gateway(): databases must be a map, by their ids.");
  for (const [id, database] of Object.entries(databases)) {
    checkSetting("databaseId", id, `databases.${id}`);
    if (id === first) {
      throw new TypeError(
        `gateway(): databases.${id}: is the gateway's first; its collections stand in collections.`,
      );
    }
    if (!isObject(database))
      throw new TypeError(`gateway(): databases.${id}: give it its collections.`);
    const { collections, ...others } = database;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) {
      throw new TypeError(`gateway(): databases.${id}: there is no option ${unknown}.`);
    }
    if (!Array.isArray(collections) || !collections.every(isDefinition)) {
      throw new TypeError(
        `gateway(): databases.${id}: collections must be an array of what collection() makes.`,
      );
    }
  }
}

/**
 * The value of a setting, by now also that of a parameter.
 *
 * @throws TypeError that names the parameter and says what it must be
 */
export function settingValue<Name extends SettingName>(
  options: ResolvedOptions,
  name: Name,
): z.output<(typeof SETTINGS)[Name]> {
  const setting: Setting<string | number | boolean> = options[name];
  const value = isParameter(setting) ? setting.value() : setting;
  return checkSetting(name, value, isParameter(setting) ? setting.name : name);
}

/** What tells whether two settings are the same before their values are known. */
export function settingKey(setting: Setting<string>): string {
  return isParameter(setting) ? `parameter ${setting.name}` : setting;
}

function checkSetting<Name extends SettingName>(
  name: Name,
  value: unknown,
  shown: string,
): z.output<(typeof SETTINGS)[Name]> {
  const result = z.safeParse(SETTINGS[name] as z.ZodType, value);
  if (result.success) return result.data as z.output<(typeof SETTINGS)[Name]>;
  const problem = result.error.issues[0]?.message ?? "is not valid";
  throw new TypeError(`gateway(): ${shown}: ${problem} (it is ${JSON.stringify(value)}).`);
}

/** Whether a setting is one whose value is not known before the first call. */
export function isParameter<T extends string | number | boolean>(
  setting: Setting<T>,
): setting is Parameter<T> {
  return typeof setting === "object" && typeof setting.value === "function";
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isCallable(name: unknown): boolean {
  return typeof name === "string" && Object.hasOwn(api, name);
}

function isDefinition(value: unknown): boolean {
  return isObject(value) && "pattern" in value && "documents" in value;
}

function withoutUndefined(given: object): object {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
