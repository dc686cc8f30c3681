import { resolve } from "node:path";
import { MisuseError } from "../../command/misuse-error.ts";
import { parseCommandLine } from "../../command/parse-command-line.ts";

/** What the command line asks for. */
export interface ReportArguments {
  /** Exported audit logs. */
  readonly logs: readonly string[];
  /** Files with the shadow's lines. */
  readonly reports: readonly string[];
  /** What `inventory --json` has printed. */
  readonly inventory?: string;
  readonly format: "markdown" | "json";
  /** The file that the page is written to. */
  readonly html?: string;
}

/** What `--help` prints. */
export const REPORT_HELP = `Usage: database-service migrate report [options]

The page to send around: what moved, what is next, what was found and who still goes direct, by
migration.json and what else is named. Values of documents are not in it; collections, fields and
accounts are.

  --html <file>       Write one self-contained page, besides what is printed
  --markdown          Print Markdown, as without it
  --json              Print JSON
  --reports <f>       A file with the shadow's lines; may be given several times
  --log <file>        The exported audit log; may be given several times
  --inventory <file>  What migrate inventory --json has printed
  --help              Print this

Exit code: 0 when done, 1 when a file can't be read or written, 2 when the arguments are wrong.
`;

const OPTIONS = {
  html: { type: "string" },
  markdown: { type: "boolean" },
  json: { type: "boolean" },
  reports: { type: "string", multiple: true },
  log: { type: "string", multiple: true },
  inventory: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/**
 * Reads the command line; undefined where it asks for help.
 *
 * @throws MisuseError with a sentence for what is wrong with it
 */
export function readReportArguments(
  args: readonly string[],
  directory: string,
): ReportArguments | undefined {
  const { values } = parseCommandLine({ args: [...args], options: OPTIONS }, REPORT_HELP);
  const { help, json, markdown, html, inventory } = values;
  if (help === true) return undefined;
  if (json === true && markdown === true) {
    throw new MisuseError("Only one of --json and --markdown can be printed.");
  }
  const files = (names: readonly string[] = []) => names.map((name) => resolve(directory, name));
  return {
    logs: files(values.log),
    reports: files(values.reports),
    format: json === true ? "json" : "markdown",
    ...(inventory !== undefined && { inventory: resolve(directory, inventory) }),
    ...(html !== undefined && { html: resolve(directory, html) }),
  };
}
