import { MisuseError } from "../command/misuse-error.ts";
import { parseCommandLine } from "../command/parse-command-line.ts";
import { HELP } from "./help.ts";

/** What `init` is asked to make. */
export interface InitArguments {
  /** The library's tarball. */
  readonly tarball: string;
  readonly typescript: boolean;
}

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  package: { type: "string" },
  typescript: { type: "boolean" },
} as const;

/**
 * Reads the command line.
 *
 * @returns undefined where help is asked for
 * @throws MisuseError
 */
export function readArguments(args: readonly string[]): InitArguments | undefined {
  const { values } = parseCommandLine({ args: [...args], options: OPTIONS }, HELP);
  const { help, package: tarball, typescript = false } = values;
  if (help === true) return undefined;
  if (tarball !== undefined) return { tarball, typescript };
  throw new MisuseError(
    "Name the library's tarball: --package database-service-gateway-<version>.tgz. What is installed " +
      `here is none, and a deploy takes nothing that lies outside of the functions' folder.\n\n${HELP}`,
  );
}
