import { parseCommandLine } from "../command/parse-command-line.ts";
import { MisuseError } from "../command/misuse-error.ts";
import { PlainError } from "../command/plain-error.ts";
import { HELP } from "./help.ts";

/** What to deploy to, and how. */
export interface DeployRequest {
  readonly project: string;
  /** Whether somebody is there to be asked. */
  readonly interactive: boolean;
  /** Whether the project's rules stay as they are. */
  readonly keepRules: boolean;
  /** The names of the functions that are deployed; undefined for all. */
  readonly only?: readonly string[];
  /** The site of Firebase Hosting that gets the operator's console; undefined for none. */
  readonly consoleSite?: string;
}

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  project: { type: "string" },
  yes: { type: "boolean" },
  "keep-rules": { type: "boolean" },
  only: { type: "string", multiple: true },
  "console-site": { type: "string" },
} as const;

/**
 * Reads the command line.
 *
 * @returns undefined where help is asked for
 * @throws PlainError
 */
export function readArguments(args: readonly string[]): DeployRequest | undefined {
  const { values } = parseCommandLine({ args: [...args], options: OPTIONS }, HELP);
  const { help, project, yes = false, "keep-rules": keepRules = false } = values;
  const consoleSite = values["console-site"];
  const only = values.only?.flatMap((names) => names.split(","));
  if (help === true) return undefined;
  if (project === undefined) throw new MisuseError(`Name the project.\n\n${HELP}`);
  if (project.startsWith("demo-")) {
    throw new PlainError(`${project} exists only in emulators: name a real project.`);
  }
  return {
    project,
    interactive: !yes,
    keepRules,
    ...(only && { only }),
    ...(consoleSite !== undefined && { consoleSite }),
  };
}
