import { basename, extname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { checkCollectionPath } from "../../functions/src/contract/path.ts";
import { PlainError } from "../command/plain-error.ts";
import type { Destination } from "./connect.ts";
import { COLUMN_TYPES, type ColumnType } from "./csv-cell.ts";
import type { RowFormat } from "./read-rows.ts";

/** What an import is asked to do. */
export interface ImportArguments {
  /** Path of the collection. */
  readonly collection: string;
  readonly file: string;
  readonly format: RowFormat;
  readonly idField: string | undefined;
  readonly destination: Destination;
}

export const DEFAULT_SERVICE = "catalog";
const DEFAULT_REGION = "us-central1";

const FORMATS: Readonly<Record<string, RowFormat["kind"]>> = {
  ".json": "json",
  ".ndjson": "ndjson",
  ".jsonl": "ndjson",
  ".csv": "csv",
};

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  as: { type: "string" },
  "id-field": { type: "string" },
  format: { type: "string" },
  type: { type: "string", multiple: true },
  delimiter: { type: "string" },
  project: { type: "string" },
  region: { type: "string" },
  "api-key": { type: "string" },
  "app-id": { type: "string" },
} as const;

type Options = ReturnType<typeof parse>["values"];

/**
 * Reads the command line. A relative file is one of the folder in which the user typed it.
 *
 * @returns undefined where help is asked for
 * @throws PlainError
 */
export function readArguments(
  args: readonly string[],
  folder: string,
): ImportArguments | undefined {
  const { values, positionals } = parse(args);
  if (values.help === true) return undefined;
  const [collection, file, ...others] = positionals;
  if (collection === undefined || file === undefined || others.length > 0) {
    throw misuse("Name a collection and a file: npm run import -- movies movies.json");
  }
  const problem = checkCollectionPath(collection);
  if (problem !== undefined) throw misuse(`The collection ${collection} ${problem}.`);
  return {
    collection,
    file: resolve(folder, file),
    format: formatOf(file, values),
    idField: values["id-field"],
    destination: {
      service: values.as ?? DEFAULT_SERVICE,
      project: projectOf(values),
      appId: values["app-id"],
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    throw misuse((cause as Error).message, cause);
  }
}

function formatOf(file: string, { format, type, delimiter }: Options): RowFormat {
  const kind = format ?? FORMATS[extname(file).toLowerCase()];
  if (kind === undefined) {
    throw misuse(
      `What is in ${basename(file)}? Its name doesn't tell: say --format json, ndjson or csv.`,
    );
  }
  if (kind === "csv") return csvFormat(delimiter ?? ",", type ?? []);
  if (kind !== "json" && kind !== "ndjson") {
    throw misuse(`--format must be json, ndjson or csv, not ${kind}.`);
  }
  if (type !== undefined || delimiter !== undefined) {
    throw misuse("--type and --delimiter are for CSV files: JSON says itself what a value is.");
  }
  return { kind };
}

function csvFormat(delimiter: string, types: readonly string[]): RowFormat {
  if (delimiter.length !== 1) throw misuse("--delimiter must be one character.");
  return { kind: "csv", delimiter, types: columnTypes(types) };
}

/** `US Gross=number`: what follows the last equals sign is the type. */
function columnTypes(texts: readonly string[]): ReadonlyMap<string, ColumnType> {
  return new Map(
    texts.map((text) => {
      const at = text.lastIndexOf("=");
      const type = COLUMN_TYPES.find((name) => name === text.slice(at + 1));
      if (at > 0 && type !== undefined) return [text.slice(0, at), type];
      throw misuse(
        `--type ${text} must be a column and one of ${COLUMN_TYPES.join(", ")}: --type zip=string`,
      );
    }),
  );
}

function projectOf({ project, region, "api-key": apiKey }: Options): Destination["project"] {
  if (project === undefined && region === undefined && apiKey === undefined) return undefined;
  if (project === undefined || apiKey === undefined) {
    throw misuse("A deployed gateway needs both, --project and --api-key.");
  }
  return { id: project, apiKey, region: region ?? DEFAULT_REGION };
}

function misuse(message: string, cause?: unknown): PlainError {
  return new PlainError(`${message}\nFor all there is to say: npm run import -- --help`, { cause });
}
