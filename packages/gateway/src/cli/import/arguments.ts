import { extname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { checkCollectionPath } from "../../paths/path.ts";
import type { GatewayChoice } from "../project/choose-gateway.ts";
import type { Destination } from "./connect.ts";
import { RowChanges } from "./field-changes.ts";
import { ORIGINS, type ForeignOrigin } from "./foreign-values.ts";
import { FORMAT_OPTIONS, formatOf } from "./format-options.ts";
import { misuse } from "./misuse.ts";
import type { RowFormat } from "./read-rows.ts";
import { UTF_8 } from "./read-text.ts";

/** What an import is asked to do. */
export interface ImportArguments {
  /** Path of the collection. */
  readonly collection: string;
  /** Undefined for the standard input. */
  readonly file: string | undefined;
  readonly encoding: string;
  readonly format: RowFormat;
  readonly idField: string | undefined;
  readonly origin: ForeignOrigin | undefined;
  readonly changes: RowChanges;
  /** Whether nothing is to be written. */
  readonly dryRun: boolean;
  /** Where rejected rows go. */
  readonly rejects: {
    readonly path: string | undefined;
    /** The file that they come from, which gives theirs its name. */
    readonly source: string;
    /** The options that hold for them too. */
    readonly options: readonly string[];
  };
  readonly destination: Destination;
  /** Which gateway of the functions. */
  readonly gateway: GatewayChoice;
}

const DEFAULT_SERVICE = "catalog";
const STDIN = "-";

const OPTIONS = {
  ...FORMAT_OPTIONS,
  help: { type: "boolean", short: "h" },
  "dry-run": { type: "boolean" },
  encoding: { type: "string" },
  from: { type: "string" },
  "id-field": { type: "string" },
  omit: { type: "string", multiple: true },
  rename: { type: "string", multiple: true },
  stringify: { type: "string", multiple: true },
  rejects: { type: "string" },
  as: { type: "string" },
  project: { type: "string" },
  region: { type: "string" },
  "api-key": { type: "string" },
  "app-id": { type: "string" },
  namespace: { type: "string" },
  database: { type: "string" },
} as const;

/** What holds for a file, and not for the rows that were rejected from it. */
const OF_THE_FILE: ReadonlySet<string> = new Set([
  "at",
  "no-header",
  "encoding",
  "rejects",
  "help",
]);

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
  const { values, positionals, tokens } = parse(args);
  if (values.help === true) return undefined;
  const [collection, file, ...others] = positionals;
  if (collection === undefined || file === undefined || others.length > 0) {
    throw misuse("Name a collection and a file: import movies movies.json");
  }
  const problem = checkCollectionPath(collection);
  if (problem !== undefined) throw misuse(`The collection ${collection} ${problem}.`);
  const format = formatOf(file, values);
  return {
    collection,
    file: file === STDIN ? undefined : resolve(folder, file),
    encoding: encodingOf(values.encoding),
    format,
    idField: values["id-field"],
    origin: originOf(values.from),
    changes: changesOf(values),
    dryRun: values["dry-run"] === true,
    rejects: {
      path: values.rejects === undefined ? undefined : resolve(folder, values.rejects),
      source: file === STDIN ? join(folder, `stdin${extensionOf(format)}`) : resolve(folder, file),
      options: optionsFor(tokens, { file, format }),
    },
    destination: {
      service: values.as ?? DEFAULT_SERVICE,
      project: projectOf(values),
      appId: values["app-id"],
    },
    gateway: { namespace: values.namespace, database: values.database },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, tokens: true });
  } catch (cause) {
    throw misuse((cause as Error).message, cause);
  }
}

function extensionOf({ kind }: RowFormat): string {
  return kind === "json-map" ? ".json" : `.${kind}`;
}

function optionsFor(
  tokens: ReturnType<typeof parse>["tokens"],
  { file, format }: { readonly file: string; readonly format: RowFormat },
): readonly string[] {
  const options = tokens.flatMap((token) => {
    if (token.kind !== "option" || OF_THE_FILE.has(token.name)) return [];
    return [`--${token.name}`, ...(token.value === undefined ? [] : [token.value])];
  });
  const isTold = file !== STDIN || options.includes("--format");
  return isTold || extname(file) === extensionOf(format)
    ? options
    : ["--format", format.kind, ...options];
}

function encodingOf(label: string | undefined): string {
  try {
    return new TextDecoder(label ?? UTF_8).encoding;
  } catch (cause) {
    throw misuse(`--encoding ${String(label)} is not known: name one such as windows-1252.`, cause);
  }
}

function originOf(name: string | undefined): ForeignOrigin | undefined {
  const origin = ORIGINS.find((known) => known === name);
  if (origin === name) return origin;
  throw misuse(`--from must be ${ORIGINS.join(", ")}, not ${String(name)}.`);
}

function changesOf({ omit = [], rename = [], stringify = [] }: Options): RowChanges {
  const renames = rename.map((text) => {
    const at = text.lastIndexOf("=");
    if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)] as const;
    throw misuse(`--rename ${text} must be a field and its new name: --rename made=firstMade`);
  });
  return new RowChanges({
    omit: new Set(omit),
    rename: new Map(renames),
    stringify: new Set(stringify),
  });
}

function projectOf({ project, region, "api-key": apiKey }: Options): Destination["project"] {
  if (project === undefined && region === undefined && apiKey === undefined) return undefined;
  if (project === undefined || apiKey === undefined) {
    throw misuse("A deployed gateway needs both, --project and --api-key.");
  }
  return { id: project, apiKey, region };
}
