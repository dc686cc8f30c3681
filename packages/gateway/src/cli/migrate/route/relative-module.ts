import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join, relative, sep } from "node:path";
import type { SourceFile } from "../inventory/source/source-file.ts";
import { sourceText } from "./file-edit.ts";

const BUILT: Readonly<Record<string, string>> = {
  ".ts": ".js",
  ".mts": ".mjs",
  ".cts": ".cjs",
  ".tsx": ".js",
};

/** How a file names another of the project: with the extension that imports have there. */
export function relativeModule(
  file: SourceFile,
  path: string,
  project: readonly SourceFile[],
): string {
  const extension = extname(path);
  const steps = relative(dirname(file.path), dirname(path)).split(sep).filter(Boolean);
  const folder = steps[0] === ".." ? steps.join("/") : [".", ...steps].join("/");
  return `${folder}/${basename(path, extension)}${shownExtension([file, ...project], extension)}`;
}

/** As the first of the files has it that imports another. */
function shownExtension(files: readonly SourceFile[], extension: string): string {
  const [file] = files;
  const built = BUILT[extension];
  if (built === undefined) return file?.isModule === true || extension !== ".js" ? extension : "";
  for (const { path } of files) {
    const [text] = /(?:from|import)\s*["']\.[^"']*["']/.exec(sourceText(path)) ?? [];
    if (text === undefined) continue;
    const own = /\.[cm]?[jt]s(?=["'])/.exec(text)?.[0];
    return own === undefined ? "" : own.includes("t") ? extension : built;
  }
  return file !== undefined && isModulePackage(dirname(file.path)) ? built : "";
}

function isModulePackage(folder: string): boolean {
  const manifest = join(folder, "package.json");
  if (existsSync(manifest)) return /"type"\s*:\s*"module"/.test(readFileSync(manifest, "utf8"));
  return dirname(folder) !== folder && isModulePackage(dirname(folder));
}
