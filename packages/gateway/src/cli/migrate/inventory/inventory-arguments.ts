import { resolve } from "node:path";
import { MisuseError } from "../../command/misuse-error.ts";
import { parseCommandLine } from "../../command/parse-command-line.ts";
import { existingFolder } from "../existing-folder.ts";

/** What the command line asks for. */
export interface InventoryArguments {
  readonly folders: readonly string[];
  readonly service?: string;
  readonly format: "terminal" | "json" | "markdown";
  /** The file that the page is written to. */
  readonly html?: string;
}

/** What `--help` prints. */
export const INVENTORY_HELP = `Usage: database-service migrate inventory <folder...> [options]

Finds every access to Cloud Firestore in the JavaScript and TypeScript of some folders: the file,
the line, the operation, the collection, and the gateway's callable that does the same. Nothing is
run and nothing is changed. Each package (the nearest package.json) counts as one service.

  --service <name>  All of it is one service of this name
  --json            Print everything as JSON
  --markdown        Print everything as Markdown
  --html <file>     Write one self-contained page, besides what is printed
  --help            Print this

Exit code: 0 when done, 1 when a folder or a file can't be read or written, 2 when the arguments are wrong.
`;

const OPTIONS = {
  service: { type: "string" },
  json: { type: "boolean" },
  markdown: { type: "boolean" },
  html: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/**
 * Reads the command line; undefined where it asks for help.
 *
 * @throws MisuseError with a sentence for what is wrong with it, PlainError for a folder that is none
 */
export function readInventoryArguments(
  args: readonly string[],
  directory: string,
): InventoryArguments | undefined {
  const config = { args: [...args], allowPositionals: true, options: OPTIONS } as const;
  const { values, positionals } = parseCommandLine(config, INVENTORY_HELP);
  if (values.help === true) return undefined;
  if (positionals.length === 0) throw new MisuseError("Name at least one folder.");
  if (values.json === true && values.markdown === true) {
    throw new MisuseError("Only one of --json and --markdown can be printed.");
  }
  const folders = positionals.map((folder) => existingFolder(resolve(directory, folder)));
  return {
    folders,
    format: values.json === true ? "json" : values.markdown === true ? "markdown" : "terminal",
    ...(values.service === undefined ? {} : { service: values.service }),
    ...(values.html === undefined ? {} : { html: resolve(directory, values.html) }),
  };
}
