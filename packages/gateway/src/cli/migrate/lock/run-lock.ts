import { PlainError } from "../../command/plain-error.ts";
import { exclusively } from "../../command/exclusively.ts";
import { readTextFile } from "../../command/read-text-file.ts";
import { replaceFile } from "../../command/replace-file.ts";
import { parseRules } from "../rules/parse-rules.ts";
import { RulesSyntaxError } from "../rules/rules-syntax-error.ts";
import {
  MIGRATION_JSON,
  isAllLocked,
  readMigration,
  type Migration,
} from "../stage/migration-file.ts";
import { rolesToTake } from "../stage/roles-to-take.ts";
import { denyAll } from "./deny-all.ts";
import { LOCK_HELP, readLockArguments, type LockArguments } from "./lock-arguments.ts";
import { lockRules } from "./lock-rules.ts";
import { noteLocked } from "./note-locked.ts";
import { refuseEarlyLock } from "./refuse-early-lock.ts";
import { linesThatAllowAnything } from "./what-rules-allow.ts";

interface LockOutput {
  print(text: string): void;
  tell(text: string): void;
  readonly directory: string;
}

/**
 * `database-service migrate lock`: answers the exit code.
 *
 * @throws MisuseError, PlainError
 */
export function runLock(args: readonly string[], output: LockOutput): Promise<number> {
  const request = readLockArguments(args, output.directory);
  if (request === undefined) {
    output.print(LOCK_HELP);
    return Promise.resolve(0);
  }
  const work = () => lock(request, output);
  return Promise.resolve(request.writes ? exclusively(request.rules, work) : work());
}

function lock(request: LockArguments, output: LockOutput): number {
  const migration = readMigration(output.directory);
  if (!request.isUnverified) refuseEarlyLock(request, migration);
  const { rules: file, writes } = request;
  const before = readTextFile(file, "name the project's rules with --rules");
  const { names, rules } = parsing(file, () => locked(before, request, migration));
  const changed = rules !== before;
  if (writes && changed) replaceFile(file, rules);
  const noted =
    writes && migration !== undefined ? noteLocked(migration, names, output.directory) : migration;
  if (request.format === "json") output.print(`${JSON.stringify({ changed, rules })}\n`);
  else if (!writes) output.print(rules);
  const named = request.collections === "all" ? "everything" : names.join(", ");
  output.tell(
    changed ? `Locked: ${named}.\n${rolesToTake(migration, names)}` : `Locked before: ${named}.\n`,
  );
  output.tell(lastStep(rules, file, noted));
  return 0;
}

function locked(
  text: string,
  { collections, rules: file }: LockArguments,
  migration: Migration | undefined,
): { readonly names: readonly string[]; readonly rules: string } {
  if (collections !== "all") {
    if (!parseRules(text).services.some(({ name }) => name === "cloud.firestore")) {
      throw new PlainError(
        `${file} has no rules of Cloud Firestore: name the project's with --rules.`,
      );
    }
    return { names: collections, rules: collections.reduce(lockRules, text) };
  }
  const names = Object.keys(migration?.collections ?? {});
  const isDenied = linesThatAllowAnything(text).length === 0;
  return { names, rules: isDenied ? text : denyAll(text) };
}

/** What is left to do when every collection of migration.json is locked. */
function lastStep(rules: string, file: string, migration: Migration | undefined): string {
  if (migration === undefined || !isAllLocked(migration)) return "";
  const lines = linesThatAllowAnything(rules);
  if (lines.length === 0) return "";
  return `All collections of ${MIGRATION_JSON} are locked, and ${file} still allows something else (line ${lines.join(", ")}): name there what is to move yet, or deny all with migrate lock --all --write.\n`;
}

/** @throws PlainError where the file is not in the rules language, with the place */
function parsing<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof RulesSyntaxError)) throw cause;
    throw new PlainError(`${file}:${cause.message}`, { cause });
  }
}
