import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { isParameter, type Setting } from "../../gateway-options.ts";
import { PlainError } from "../command/plain-error.ts";

/** Where the values of parameters stand. */
export interface SettingPlace {
  /** The folder that is deployed. */
  readonly folder: string;
  /** The id of a project, whose own values take the place of everybody's. @default none */
  readonly project?: string;
}

/**
 * The value of a setting as a deploy finds it: a parameter's stands in .env.<project>, .env, or its
 * own default.
 *
 * @throws PlainError where it stands nowhere
 */
export function settingFor(setting: Setting<string>, { folder, project }: SettingPlace): string {
  if (!isParameter(setting)) return setting;
  const own = project === undefined ? {} : readEnv(join(folder, `.env.${project}`));
  const { default: otherwise } = setting.options;
  const value = own[setting.name] ?? readEnv(join(folder, ".env"))[setting.name] ?? otherwise;
  if (typeof value === "string") return value;
  throw new PlainError(
    `${setting.name} has no value: set it in ${join(folder, `.env.${project ?? "<project>"}`)}.`,
  );
}

function readEnv(file: string): NodeJS.Dict<string> {
  return existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
}
