import { resolve } from "node:path";
import { MisuseError } from "../../command/misuse-error.ts";
import { parseCommandLine } from "../../command/parse-command-line.ts";

/** What the command line asks for. */
export interface StatusArguments {
  /** Exported audit logs. */
  readonly logs: readonly string[];
  /** Files with the shadow's lines. */
  readonly reports: readonly string[];
  /** The project that the commands for the audit log name. */
  readonly project: string;
  readonly format: "text" | "json";
}

/** What `--help` prints. */
export const STATUS_HELP = `Usage: database-service migrate status [options]

How far each collection and service is, by migration.json, the shadow's reports and an exported audit
log; who still goes direct; and what is next. Without a log it prints the commands that switch
Firestore's Data Access audit log on for an hour, off again, and export it.

  --reports <f>   A file with the shadow's lines; may be given several times
  --log <file>    The exported audit log; may be given several times
  --project <id>  The project that the commands name
  --json          Print JSON
  --help          Print this

Exit code: 0 when nothing speaks against what migration.json says, 1 when something does, 2 when the
arguments are wrong.
`;

const OPTIONS = {
  reports: { type: "string", multiple: true },
  log: { type: "string", multiple: true },
  project: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

const PROJECT = /^[a-z0-9:.-]+$/;

/**
 * Reads the command line; undefined where it asks for help.
 *
 * @throws MisuseError with a sentence for what is wrong with it
 */
export function readStatusArguments(
  args: readonly string[],
  directory: string,
): StatusArguments | undefined {
  const { values } = parseCommandLine({ args: [...args], options: OPTIONS }, STATUS_HELP);
  if (values.help === true) return undefined;
  const { project } = values;
  if (project !== undefined && !PROJECT.test(project)) {
    throw new MisuseError(`${project} is no project's id.`);
  }
  const files = (names: readonly string[] = []) => names.map((name) => resolve(directory, name));
  return {
    logs: files(values.log),
    reports: files(values.reports),
    project: project ?? "<project>",
    format: values.json === true ? "json" : "text",
  };
}
