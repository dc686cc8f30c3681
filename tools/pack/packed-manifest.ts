import { basename, posix } from "node:path";
import { entries } from "./entries.ts";
import type { SourcePackage } from "./source-package.ts";

/** Where the packed types of a source file are, from the package's root. */
export function typesOf(folder: string, source: string): string {
  const module = posix.join("lib/types", basename(folder), source);
  return `./${module.replace(/\.ts$/, ".d.ts")}`;
}

/** The package.json of what is packed: the built modules in place of the sources, and no scripts. */
export function packedManifest({ folder, manifest }: SourcePackage): Record<string, unknown> {
  const { private: _, scripts: __, commonjs = false, ...rest } = manifest;
  const offered = entries(manifest);
  const exports = offered
    .filter(({ kind }) => kind === "module")
    .map(({ name, source, output }) => [
      name,
      {
        types: typesOf(folder, source),
        ...(commonjs && { require: `./lib/${output}.cjs` }),
        default: `./lib/${output}.js`,
      },
    ]);
  const bin = offered
    .filter(({ kind }) => kind === "command")
    .map(({ name, output }) => [name, `lib/${output}.js`]);
  return {
    ...rest,
    exports: Object.fromEntries(exports) as unknown,
    ...(bin.length > 0 && { bin: Object.fromEntries(bin) as unknown }),
    files: ["lib"],
  };
}
