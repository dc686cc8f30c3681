import { parseCommandLine } from "../command/parse-command-line.ts";
import { MisuseError } from "../command/misuse-error.ts";
import { serviceIdentity } from "../tokens/sign-in.ts";
import type { TokenRequest } from "../tokens/issue-tokens.ts";
import { HELP } from "./help.ts";

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  admin: { type: "boolean" },
  project: { type: "string" },
  "api-key": { type: "string" },
  "app-id": { type: "string" },
} as const;

/**
 * Reads the command line.
 *
 * @returns undefined where help is asked for
 * @throws MisuseError
 */
export function readArguments(args: readonly string[]): TokenRequest | undefined {
  const { values, positionals } = parseCommandLine(
    { args: [...args], options: OPTIONS, allowPositionals: true },
    HELP,
  );
  if (values.help === true) return undefined;
  const { admin = false, project, "api-key": apiKey = "", "app-id": appId } = values;
  const [name, ...others] = positionals;
  if (name === undefined) throw new MisuseError(`Name the service.\n\n${HELP}`);
  if (others.length > 0) throw new MisuseError(`A token is of one service: ${others.join(", ")}.`);
  if ((project === undefined) !== (apiKey === "")) {
    throw new MisuseError("A real project needs both, --project and --api-key.");
  }
  return {
    identity: serviceIdentity(name, admin),
    project: project === undefined ? undefined : { id: project, apiKey },
    appId,
  };
}
