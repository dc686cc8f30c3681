import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { FirestoreAccess } from "./access/firestore-access.ts";
import { takeInventory, type Inventory } from "./take-inventory.ts";

/** Calls with a new folder that has some files, and removes it. */
export function withFiles<T>(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => T,
): T {
  const folder = mkdtempSync(join(tmpdir(), "inventory-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The inventory of some files. */
export function inventoryOf(files: Readonly<Record<string, string>>): Inventory {
  return withFiles(files, (folder) => takeInventory({ folders: [folder] }));
}

/** `file:line operation collection`, with `*` for a collection group and `?` for unknown. */
export function inShort(access: FirestoreAccess): string {
  const { file, line, operation, within, collection, group, unknown } = access;
  const part = within === undefined ? operation : `${operation}/${within}`;
  const mark = `${group === true ? "*" : ""}${unknown === undefined ? "" : " ?"}`;
  return `${file}:${line} ${part} ${collection}${mark}`;
}
