import { join } from "node:path";
import { replaceFile } from "../../command/replace-file.ts";
import { MIGRATION_JSON, withLocked, type Migration } from "../stage/migration-file.ts";

/** Writes into migration.json that collections are locked since today, and answers what it has then. */
export function noteLocked(
  migration: Migration,
  collections: readonly string[],
  folder: string,
): Migration {
  const today = new Date().toISOString().slice(0, 10);
  const noted = collections.reduce((all, name) => withLocked(all, name, today), migration);
  if (JSON.stringify(noted) !== JSON.stringify(migration)) {
    replaceFile(join(folder, MIGRATION_JSON), `${JSON.stringify(noted, undefined, 2)}\n`);
  }
  return noted;
}
