import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { MisuseError } from "../../command/misuse-error.ts";

/** What the command line asks for. */
export interface LockArguments {
  readonly collections: readonly string[];
  /** The file with the project's rules. */
  readonly rules: string;
  readonly writes: boolean;
  readonly format: "rules" | "json";
}

/** What `--help` prints. */
export const LOCK_HELP = `Usage: database-service migrate lock <collection...> --unverified [options]

Closes collections in the project's own firestore.rules: every client is denied every document of
them, and all else is answered as before. What stands in the file stays. A collection is named by its
path: users, or 'users/{uid}/notes'. A query of the collection's group is denied, too.

Rules know no service: lock a collection when every service that uses it calls the gateway. No log is
read yet to tell whether somebody still goes direct, which --unverified says that you know.

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
  if (positionals.length === 0) throw new MisuseError("Name at least one collection.");
  if (values.unverified !== true) {
    throw new MisuseError(
      "Whether somebody still reads or writes the collection directly is not known: no log was read, and no log is not no traffic. Where you know that nobody does, add --unverified.",
    );
  }
  return {
    collections: positionals,
    rules: resolve(directory, values.rules ?? "firestore.rules"),
    writes: values.write === true,
    format: values.json === true ? "json" : "rules",
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        rules: { type: "string" },
        write: { type: "boolean" },
        json: { type: "boolean" },
        unverified: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new MisuseError(`${(error as Error).message}\n\n${LOCK_HELP}`);
  }
}
