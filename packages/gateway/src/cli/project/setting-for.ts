import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { isParameter, type Setting } from "../../settings.ts";
import { PlainError } from "../command/plain-error.ts";

/** Where the values of parameters stand. */
export interface SettingPlace {
  /** The folder that is deployed. */
  readonly folder: string;
  /** The id of a project, whose own values take the place of everybody's. @default none */
  readonly project?: string | undefined;
}

/**
 * The value of a setting as a deploy finds it: a parameter's stands in .env.<project>, .env, or its
 * own default.
 *
 * @throws PlainError where it stands nowhere
 */
export function settingFor(setting: Setting<string>, { folder, project }: SettingPlace): string {
  if (!isParameter(setting)) return setting;
  const value = envValue(setting.name, { folder, project }) ?? setting.options.default;
  if (typeof value === "string") return value;
  throw new PlainError(
    `${setting.name} has no value: set it in ${join(folder, `.env.${project ?? "<project>"}`)}.`,
  );
}

/** The value of a variable as a deploy finds it, in .env.<project> or .env. */
export function envValue(name: string, { folder, project }: SettingPlace): string | undefined {
  const own = project === undefined ? {} : readEnv(join(folder, `.env.${project}`));
  return own[name] ?? readEnv(join(folder, ".env"))[name];
}

function readEnv(file: string): NodeJS.Dict<string> {
  return existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
}
