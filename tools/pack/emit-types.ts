import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { PlainError } from "../../packages/gateway/src/cli/command/plain-error.ts";
import { entries } from "./entries.ts";
import { typesOf } from "./packed-manifest.ts";
import type { SourcePackage } from "./source-package.ts";

/** What a declaration names in another module, as the compiler writes it. */
const SPECIFIER = /(?<=\bfrom |\bimport\(|\bimport )"([^"]+)"/g;

/**
 * Writes the types of a package's entries, and of all that they refer to, into `lib/types` of a
 * folder in this repository: of what is imported, and of what is required.
 *
 * @returns what they import of other packages
 * @throws PlainError when they don't compile; the compiler has printed why.
 */
export function emitTypes(source: SourcePackage, folder: string): ReadonlySet<string> {
  const emitted = resolve(folder, "emitted");
  compile(source, emitted);
  const waiting = entries(source.manifest)
    .filter(({ kind }) => kind === "module")
    .map((entry) => relative("lib/types", typesOf(source.folder, entry.source)));
  const reached = new Set(waiting);
  const packages = new Set<string>();
  for (const file of reached) {
    const text = readFileSync(join(emitted, file), "utf8");
    for (const [, specifier = ""] of text.matchAll(SPECIFIER)) {
      if (!specifier.startsWith(".")) packages.add(specifier);
      else reached.add(join(dirname(file), specifier.replace(/\.ts$/, ".d.ts")));
    }
    const target = join(folder, "lib/types", file);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, withModuleNames(text, "js"));
    writeFileSync(target.replace(/\.ts$/, ".cts"), withModuleNames(text, "cjs"));
  }
  rmSync(emitted, { recursive: true });
  return packages;
}

/** Modules under the names that they have at run time, as every compiler resolves them. */
function withModuleNames(text: string, extension: "js" | "cjs"): string {
  return text.replaceAll(SPECIFIER, (quoted, specifier: string) =>
    specifier.startsWith(".") ? quoted.replace(/\.ts"$/, `.${extension}"`) : quoted,
  );
}

function compile({ folder, manifest }: SourcePackage, outDir: string): void {
  mkdirSync(outDir, { recursive: true });
  const project = join(outDir, "tsconfig.json");
  const config = {
    extends: resolve("tsconfig.json"),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: resolve("packages"),
      outDir,
      types: ["node"],
    },
    // Nothing of what the repository's own includes.
    include: [],
    files: entries(manifest).map(({ source }) => resolve(folder, source)),
  };
  writeFileSync(project, JSON.stringify(config));
  const tsc = ["node_modules/typescript/bin/tsc", "--project", project];
  if (spawnSync(process.execPath, tsc, { stdio: "inherit" }).status !== 0) {
    throw new PlainError(`The types of ${manifest.name} do not compile: see above.`);
  }
}
