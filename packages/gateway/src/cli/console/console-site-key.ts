import { isParameter } from "../../settings.ts";
import { PlainError } from "../command/plain-error.ts";
import type { LoadedGateway } from "../project/load-gateways.ts";
import { envValue } from "../project/setting-for.ts";

const NAME = "CONSOLE_SITE_KEY";

/**
 * The site key of reCAPTCHA Enterprise that the console shows to App Check. It stands beside the
 * gateway's settings, in .env.<project> or .env of the functions' folder.
 *
 * @returns undefined where there is none, and App Check is not enforced
 * @throws PlainError where it is enforced
 */
export function consoleSiteKey(
  {
    options,
    folder,
  }: Pick<LoadedGateway, "folder"> & {
    readonly options: Pick<LoadedGateway["options"], "enforceAppCheck">;
  },
  project: string,
): string | undefined {
  const place = { folder, project };
  const key = envValue(NAME, place);
  if (key !== undefined && key !== "") return key;
  const { enforceAppCheck: declared } = options;
  const isEnforced = isParameter(declared)
    ? (envValue(declared.name, place) ?? String(declared.options.default)) === "true"
    : declared;
  if (!isEnforced) return undefined;
  throw new PlainError(
    `App Check is enforced, and the console could not call: set ${NAME} in .env.${project} of the ` +
      "functions' folder to the site key of reCAPTCHA Enterprise with which the console's web app " +
      "is registered in App Check. Nothing was deployed.",
  );
}
