import { copyFileSync, mkdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

/** Lays out a folder as a deploy packs functions, but for their module, which is lib/index.js. */
export function packFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  copyFileSync("functions/package.json", join(folder, "package.json"));
  symlinkSync(resolve("functions/node_modules"), join(folder, "node_modules"), "junction");
}
