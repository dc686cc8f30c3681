import * as z from "zod";
import { REVOCATION_CHECKS } from "./door/check-revocation.ts";
import type { Parameter } from "./parameters.ts";

/**
 * A value, or a parameter as `defineString`, `defineInt` and `defineBoolean` make them, whose value
 * is read when the first call comes. Those of firebase-functions/params will do too, but take
 * longer to load than the gateway.
 */
export type Setting<T extends string | number | boolean> = T | Parameter<T>;

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

export type SettingName = keyof typeof SETTINGS;
/** Each setting, or the parameter that tells it. */
export type Settings = {
  readonly [Name in SettingName]: Setting<z.output<(typeof SETTINGS)[Name]>>;
};

/**
 * The settings that are given, checked as far as they are known, with the defaults.
 *
 * @throws TypeError that names the setting and says what it must be
 */
export function checkedSettings(given: object): Settings {
  const settings = { ...DEFAULTS, ...withoutUndefined(given) } as Settings;
  for (const name of Object.keys(SETTINGS) as SettingName[]) {
    const setting = settings[name];
    if (!isParameter(setting)) checkSetting(name, setting, name);
  }
  return settings;
}

/**
 * The value of a setting, by now also that of a parameter.
 *
 * @throws TypeError that names the parameter and says what it must be
 */
export function settingValue<Name extends SettingName>(
  settings: Settings,
  name: Name,
): z.output<(typeof SETTINGS)[Name]> {
  const setting: Setting<string | number | boolean> = settings[name];
  const value = isParameter(setting) ? setting.value() : setting;
  return checkSetting(name, value, isParameter(setting) ? setting.name : name);
}

/** What tells whether two settings are the same before their values are known. */
export function settingKey(setting: Setting<string>): string {
  return isParameter(setting) ? `parameter ${setting.name}` : setting;
}

/** @param shown what an error calls it @throws TypeError */
export function checkSetting<Name extends SettingName>(
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

/** Without what is given as undefined, for which a default stands. */
export function withoutUndefined(given: object): object {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
