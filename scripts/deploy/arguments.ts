import { parseArgs } from "node:util";
import { PlainError } from "../command/plain-error.ts";
import { HELP } from "./help.ts";

/** What to deploy to, and how. */
export interface DeployRequest {
  readonly project: string;
  /** Whether somebody is there to be asked. */
  readonly interactive: boolean;
}

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  project: { type: "string" },
  yes: { type: "boolean" },
} as const;

/**
 * Reads the command line.
 *
 * @returns undefined where help is asked for
 * @throws PlainError
 */
export function readArguments(args: readonly string[]): DeployRequest | undefined {
  const { help, project, yes = false } = parse(args);
  if (help === true) return undefined;
  if (project === undefined) throw new PlainError(`Name the project.\n\n${HELP}`);
  if (project.startsWith("demo-")) {
    throw new PlainError(`${project} exists only in emulators: name a real project.`);
  }
  return { project, interactive: !yes };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (cause) {
    throw new PlainError(`${(cause as Error).message}\n\n${HELP}`, { cause });
  }
}
