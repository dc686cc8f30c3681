import { readFileSync, writeFileSync } from "node:fs";
import { PlainError } from "../../command/plain-error.ts";
import { RulesSyntaxError } from "../rules/rules-syntax-error.ts";
import { readMigration } from "../stage/migration-file.ts";
import { rolesToTake } from "../stage/roles-to-take.ts";
import { LOCK_HELP, readLockArguments } from "./lock-arguments.ts";
import { lockRules } from "./lock-rules.ts";
import { noteLocked } from "./note-locked.ts";
import { refuseEarlyLock } from "./refuse-early-lock.ts";

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
  const migration = readMigration(output.directory);
  if (!request.isUnverified) refuseEarlyLock(request, migration);
  const before = read(request.rules);
  const rules = locked(before, request.collections, request.rules);
  const changed = rules !== before;
  if (request.writes && changed) writeFileSync(request.rules, rules);
  if (request.writes && migration !== undefined) {
    noteLocked(migration, request.collections, output.directory);
  }
  if (request.format === "json") output.print(`${JSON.stringify({ changed, rules })}\n`);
  else if (!request.writes) output.print(rules);
  const names = request.collections.join(", ");
  output.tell(
    changed
      ? `Locked: ${names}.\n${rolesToTake(migration, request.collections)}`
      : `Locked before: ${names}.\n`,
  );
  return Promise.resolve(0);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new PlainError(`${file} can't be read: name the project's rules with --rules.`, {
      cause,
    });
  }
}

function locked(text: string, collections: readonly string[], file: string): string {
  try {
    return collections.reduce(lockRules, text);
  } catch (cause) {
    if (!(cause instanceof RulesSyntaxError)) throw cause;
    throw new PlainError(`${file}:${cause.message}`, { cause });
  }
}
