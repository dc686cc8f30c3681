import {
  resolveAlerts,
  type AlertsDefinition,
  type ResolvedAlerts,
} from "./alerts/alerts-definition.ts";
import { api } from "./api/api.ts";
import type { DatabaseDefinition, GatewayOptions } from "./gateway-options.ts";
import {
  checkedSettings,
  checkSetting,
  SETTINGS,
  withoutUndefined,
  type Setting,
  type SettingName,
  type Settings,
} from "./settings.ts";

const NAMESPACE = /^[a-z][a-z0-9]{0,19}$/;

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

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isCallable(name: unknown): boolean {
  return typeof name === "string" && Object.hasOwn(api, name);
}

function isDefinition(value: unknown): boolean {
  return isObject(value) && "pattern" in value && "documents" in value;
}
