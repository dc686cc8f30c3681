import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Access } from "./access/access.ts";
import { LIMITS } from "./limits.samples.ts";
import { STYLES } from "./styles.samples.ts";
import { takeInventory, type Inventory } from "./take-inventory.ts";

function inventoryOf(files: Readonly<Record<string, string>>): Inventory {
  const folder = mkdtempSync(join(tmpdir(), "inventory-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return takeInventory({ folders: [folder] });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function inShort(access: Access): string {
  const { file, line, operation, within, collection, group, unknown } = access;
  const part = within === undefined ? operation : `${operation}/${within}`;
  const mark = `${group === true ? "*" : ""}${unknown === undefined ? "" : " ?"}`;
  return `${file}:${line} ${part} ${collection}${mark}`;
}

describe("the accesses in code of each style", () => {
  it.each([...STYLES, ...LIMITS])("$title", ({ files, accesses }) => {
    expect(inventoryOf(files).accesses.map(inShort)).toEqual(accesses);
  });
});
