import { resolve } from "node:path";
import { MisuseError } from "../../command/misuse-error.ts";
import { parseCommandLine } from "../../command/parse-command-line.ts";

/** What the command line asks for. */
export interface LockArguments {
  /** Those that are named; "all" for those of migration.json, and with them all else. */
  readonly collections: readonly string[] | "all";
  /** The file with the project's rules. */
  readonly rules: string;
  readonly writes: boolean;
  readonly format: "rules" | "json";
  /** Whether who asks knows that nobody goes direct; else the log and migration.json must say so. */
  readonly isUnverified: boolean;
  /** The exported audit log, and the time that it covers. */
  readonly log?: { readonly file: string; readonly from: string; readonly until: string };
  /** Files with the shadow's lines. */
  readonly reports: readonly string[];
}

/** What `--help` prints. */
export const LOCK_HELP = `Usage: database-service migrate lock <collection...> (--log <file> | --unverified) [options]
       database-service migrate lock --all (--log <file> | --unverified) [options]

Closes collections in the project's own firestore.rules: every client is denied every document of
them, and all else is answered as before. What stands in the file stays. A collection is named by its
path: users, or 'users/{uid}/notes'. A query of the collection's group is denied, too.

Rules know no service: lock a collection when every service that uses it calls the gateway. It is
refused while migration.json has a service that is not at the stage gateway, while the shadow reports
differences since the last one came there, while the exported audit log shows direct traffic, and
without a log of at least --hours. What was locked is written into migration.json with --write.

With --all every collection of migration.json is locked, and the rules deny every client everything
from then on, also what migration.json does not name.

  --log <file>    The Data Access audit log, exported as JSON (docs/migration.md says how)
  --from <time>   When the log was switched on, and off again, as 2026-11-27T10:00:00Z: a log of a
  --until <time>  quiet hour is empty, so that it can't be told from its entries
  --hours <n>     How many hours it must cover at least; 1 unless named
  --reports <f>   A file with the shadow's lines; may be given several times
  --unverified    Lock without all that: you know that nobody goes direct

  --rules <file>  The rules; firestore.rules unless named
  --write         Write the file; without it the rules are printed
  --json          Print JSON: whether anything changed, and the rules
  --help          Print this

Exit code: 0 when done, 1 when the rules can't be edited, 2 when the arguments are wrong.
`;

/**
 * Reads the command line; undefined where it asks for help.
 *
 * @throws MisuseError with a sentence for what is wrong with it
 */
export function readLockArguments(
  args: readonly string[],
  directory: string,
): LockArguments | undefined {
  const { values, positionals } = parsed(args);
  if (values.help === true) return undefined;
  const all = values.all === true;
  if (all === positionals.length > 0) {
    throw new MisuseError("Name at least one collection, or all of them by --all.");
  }
  const log = values.unverified === true ? undefined : coveringLog(values, directory);
  return {
    collections: all ? "all" : positionals,
    rules: resolve(directory, values.rules ?? "firestore.rules"),
    writes: values.write === true,
    format: values.json === true ? "json" : "rules",
    isUnverified: values.unverified === true,
    reports: (values.reports ?? []).map((file) => resolve(directory, file)),
    ...(log && { log }),
  };
}

/** @throws MisuseError where the log does not cover the hours asked for: no log is not no traffic */
function coveringLog(
  { log, from, until, hours = "1" }: ReturnType<typeof parsed>["values"],
  directory: string,
) {
  if (log === undefined || from === undefined || until === undefined) {
    throw new MisuseError(
      "Whether somebody still reads or writes the collection directly is not known: no log was read, and no log is not no traffic. Name it by --log, --from and --until; where you know that nobody does, add --unverified.",
    );
  }
  const coveredHours = (Date.parse(until) - Date.parse(from)) / 3_600_000;
  if (!(coveredHours >= Number(hours) && Number(hours) > 0)) {
    throw new MisuseError(
      `The log must cover ${hours} hours at least: it is from ${from} until ${until}.`,
    );
  }
  if (Date.parse(until) > Date.now()) throw new MisuseError(`${until} is still to come.`);
  return { file: resolve(directory, log), from, until };
}

function parsed(args: readonly string[]) {
  const config = { args: [...args], allowPositionals: true, options: OPTIONS } as const;
  return parseCommandLine(config, LOCK_HELP);
}

const OPTIONS = {
  all: { type: "boolean" },
  rules: { type: "string" },
  write: { type: "boolean" },
  json: { type: "boolean" },
  unverified: { type: "boolean" },
  log: { type: "string" },
  from: { type: "string" },
  until: { type: "string" },
  hours: { type: "string" },
  reports: { type: "string", multiple: true },
  help: { type: "boolean", short: "h" },
} as const;
