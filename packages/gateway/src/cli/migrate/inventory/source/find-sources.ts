import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Folders that hold what was installed, built or measured, never what a person wrote. */
const SKIPPED = new Set([
  "node_modules",
  "bower_components",
  "dist",
  "build",
  "out",
  "coverage",
  "vendor",
  "__pycache__",
]);

const SOURCE = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|html)$/;
const NOT_SOURCE = /\.min\.js$|\.d\.[cm]?ts$|\.bundle\.js$/;

/** The absolute paths of all files under a folder that can hold JavaScript or TypeScript, sorted. */
export function findSources(folder: string): string[] {
  const found: string[] = [];
  const entries = readdirSync(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith(".") && !SKIPPED.has(entry.name)) found.push(...findSources(path));
    } else if (entry.isFile() && SOURCE.test(entry.name) && !NOT_SOURCE.test(entry.name)) {
      found.push(path);
    }
  }
  return found;
}
