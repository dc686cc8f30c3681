import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The module that is to be in a folder that is packed. */
export const PACKED_MODULE = "lib/index.mjs";

/**
 * Lays out a folder as a deploy packs functions, but for their module.
 *
 * @param main the module, from the folder @default {@link PACKED_MODULE}
 */
export function packFolder(folder: string, main = PACKED_MODULE): void {
  mkdirSync(folder, { recursive: true });
  const manifest = JSON.parse(readFileSync("functions/package.json", "utf8")) as object;
  writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifest, main }));
  symlinkSync(resolve("functions/node_modules"), join(folder, "node_modules"), "junction");
}
