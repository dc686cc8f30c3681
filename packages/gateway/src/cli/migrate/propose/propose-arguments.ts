import { resolve } from "node:path";
import { parseCommandLine } from "../../command/parse-command-line.ts";
import { MisuseError } from "../../command/misuse-error.ts";

/** What the command line asks for. */
export interface ProposeArguments {
  /** Empty for every collection that the rules name. */
  readonly collections: readonly string[];
  readonly rules: string;
  readonly indexes: string;
  /** The folder of the definitions. */
  readonly out: string;
  readonly writes: boolean;
  readonly overwrites: boolean;
  readonly format: "text" | "json";
  /** A file with documents in the place of Firestore. */
  readonly from?: string;
  /** The project whose documents are sampled; without one none are. */
  readonly project?: string;
  readonly database: string;
  readonly sample: number;
  readonly seed: number;
  readonly rare: number;
}

/** What `--help` prints. */
export const PROPOSE_HELP = `Usage: database-service migrate propose <collection...> [options]

Proposes the definitions of collections from what is there: policies from the project's firestore.rules,
indexes from its firestore.indexes.json, and a schema from documents. A collection is named by its path:
users, 'users/{userId}/notes', '{path=**}/comments', settings/global. What the rules allow and no policy
says is denied, and said in a comment. Firestore is only read.

  --all             Every collection that the rules name
  --project <id>    Sample documents of this project, as Google's application default credentials;
                    with FIRESTORE_EMULATOR_HOST, of the emulator
  --database <id>   Of this database; (default) unless named
  --from <file>     Take the documents from a file instead: JSON, one object whose keys are the ids, or
                    a document a line, as \`import\` reads them; not Firestore's own managed export, which
                    is no text. For one collection
  --sample <n>      At most so many documents, and reads, a collection; 200 unless said, at most 10000
  --seed <n>        Which documents are taken; 1 unless said
  --rare <share>    What so small a share of the documents is like is left out of the schema, and
                    reported; 0 unless said
  --rules <file>    The rules; firestore.rules unless named
  --indexes <file>  The indexes; firestore.indexes.json unless named
  --out <folder>    Where definitions stand; functions/src/collections unless named
  --write           Write files that are not there yet; without it they are printed
  --force           With --write: overwrite files that differ
  --json            Print JSON
  --help            Print this

Exit code: 0 when everything is as the rules have it and every document fits, 1 when something is stricter
or does not fit or a file that differs was left as it is, 2 when the arguments are wrong.
`;

const OPTIONS = {
  all: { type: "boolean" },
  project: { type: "string" },
  database: { type: "string" },
  from: { type: "string" },
  sample: { type: "string" },
  seed: { type: "string" },
  rare: { type: "string" },
  rules: { type: "string" },
  indexes: { type: "string" },
  out: { type: "string" },
  write: { type: "boolean" },
  force: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

const MOST_DOCUMENTS = 10_000;

/**
 * Reads the command line; undefined where it asks for help.
 *
 * @throws MisuseError with a sentence for what is wrong with it
 */
export function readProposeArguments(
  args: readonly string[],
  directory: string,
): ProposeArguments | undefined {
  const config = { args: [...args], allowPositionals: true, options: OPTIONS } as const;
  const { values, positionals: collections } = parseCommandLine(config, PROPOSE_HELP);
  if (values.help === true) return undefined;
  if ((collections.length === 0) !== (values.all === true)) {
    throw new MisuseError("Name collections, or say --all.");
  }
  if (values.from !== undefined && (collections.length !== 1 || values.project !== undefined)) {
    throw new MisuseError("--from is for one collection, and without --project.");
  }
  return {
    collections,
    rules: resolve(directory, values.rules ?? "firestore.rules"),
    indexes: resolve(directory, values.indexes ?? "firestore.indexes.json"),
    out: resolve(directory, values.out ?? "functions/src/collections"),
    writes: values.write === true,
    overwrites: values.force === true,
    format: values.json === true ? "json" : "text",
    ...(values.from !== undefined && { from: resolve(directory, values.from) }),
    ...(values.project !== undefined && { project: values.project }),
    database: values.database ?? "(default)",
    sample: numberOf("--sample", values.sample ?? "200", { least: 1, most: MOST_DOCUMENTS }),
    seed: numberOf("--seed", values.seed ?? "1", { least: 0, most: 2 ** 32 }),
    rare: numberOf("--rare", values.rare ?? "0", { least: 0, most: 0.5 }),
  };
}

function numberOf(
  name: string,
  text: string,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const number = Number(text);
  const isWhole = name === "--rare" || Number.isInteger(number);
  if (text.trim() !== "" && isWhole && number >= least && number <= most) return number;
  throw new MisuseError(`${name} must be a number from ${String(least)} to ${String(most)}.`);
}
