import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { MIGRATION_JSON, withLocked, type Migration } from "../stage/migration-file.ts";

/** Writes into migration.json that collections are locked since today. */
export function noteLocked(
  migration: Migration,
  collections: readonly string[],
  folder: string,
): void {
  const today = new Date().toISOString().slice(0, 10);
  const noted = collections.reduce((all, name) => withLocked(all, name, today), migration);
  writeFileSync(join(folder, MIGRATION_JSON), `${JSON.stringify(noted, undefined, 2)}\n`);
}
