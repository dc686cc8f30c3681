import { join } from "node:path";
import { PlainError } from "../command/plain-error.ts";
import { readTextFile } from "../command/read-text-file.ts";
import {
  linesThatAllow,
  linesThatAllowAnything,
  type AllowingLines,
} from "../migrate/lock/what-rules-allow.ts";
import { RulesSyntaxError } from "../migrate/rules/rules-syntax-error.ts";
import {
  MIGRATION_JSON,
  isAllLocked,
  lockedCollections,
  readMigration,
  type Migration,
} from "../migrate/stage/migration-file.ts";

/** What a project that moves in stages deploys as its rules. */
export interface MovingRules {
  /** The collections that they deny every client. */
  readonly locked: readonly string[];
  /** Whether they deny every client everything. */
  readonly isWhole: boolean;
}

/**
 * While a project moves it deploys rules of its own. They must deny every client each collection that
 * migration.json calls locked, and everything when it calls all of them so.
 *
 * @param folder with migration.json; without one, whatever stands in the rules is meant
 * @param files with the rules that are deployed, from the folder
 * @returns undefined where there is no migration.json
 * @throws PlainError with the first rule that allows what is locked
 */
export function movingRules(folder: string, files: readonly string[]): MovingRules | undefined {
  const migration = readMigration(folder);
  if (migration === undefined) return undefined;
  const locked = lockedCollections(migration);
  const isWhole = isAllLocked(migration);
  for (const file of files) {
    const rules = readTextFile(join(folder, file), "firebase.json names it as the project's rules");
    for (const collection of locked) {
      refuse(
        allowing(file, () => linesThatAllow(rules, collection)),
        (line) => {
          return `${file}:${line} may allow clients ${collection}, which is locked in ${MIGRATION_JSON}: run migrate lock ${quoted(collection)} --unverified --write.`;
        },
      );
    }
    if (isWhole) refuseRest(file, rules, migration);
  }
  return { locked, isWhole };
}

/** Nothing is left to move, so that nothing may be left open. */
function refuseRest(file: string, rules: string, { collections }: Migration): void {
  refuse(
    allowing(file, () => linesThatAllowAnything(rules)),
    (line) => {
      return `${file}:${line} may allow clients something, though all of ${MIGRATION_JSON} is locked (${Object.keys(collections).join(", ")}): name there what is to move yet, or run migrate lock --all --unverified --write.`;
    },
  );
}

function refuse([line]: AllowingLines, sentence: (line: string) => string): void {
  if (line !== undefined) throw new PlainError(`${sentence(String(line))} Nothing was deployed.`);
}

function allowing(file: string, find: () => AllowingLines): AllowingLines {
  try {
    return find();
  } catch (cause) {
    if (!(cause instanceof RulesSyntaxError)) throw cause;
    throw new PlainError(
      `${file}:${cause.message}: what it denies can't be told. Nothing was deployed.`,
      { cause },
    );
  }
}

/** As a shell takes it. */
function quoted(collection: string): string {
  return /^[\w/-]+$/.test(collection) ? collection : `'${collection}'`;
}
