import { basename, posix } from "node:path";
import { entries, type Entry } from "./entries.ts";
import type { SourcePackage } from "./source-package.ts";

/** Where the packed types of a source file are, from the package's root. */
export function typesOf(folder: string, source: string): string {
  const module = posix.join("lib/types", basename(folder), source);
  return `./${module.replace(/\.ts$/, ".d.ts")}`;
}

/** Where a module and its types are, for who imports it and for who requires it. */
function builtEntry(folder: string, { source, output }: Entry): object {
  const types = typesOf(folder, source);
  return {
    require: { types: types.replace(/\.ts$/, ".cts"), default: `./lib/${output}.cjs` },
    default: { types, default: `./lib/${output}.js` },
  };
}

/**
 * The package.json of what is packed: the built modules in place of the sources, and no scripts.
 * `main` and `types` are for those who know no `exports`: TypeScript's older resolution is one.
 */
export function packedManifest({ folder, manifest }: SourcePackage): Record<string, unknown> {
  const { private: _, scripts: __, ...rest } = manifest;
  const offered = entries(manifest);
  const modules = offered.filter(({ kind }) => kind === "module");
  const bin = offered
    .filter(({ kind }) => kind === "command")
    .map(({ name, output }) => [name, `lib/${output}.js`]);
  return {
    ...rest,
    exports: Object.fromEntries(modules.map((entry) => [entry.name, builtEntry(folder, entry)])),
    ...olderEntries(folder, modules),
    ...(bin.length > 0 && { bin: Object.fromEntries(bin) as unknown }),
    files: ["lib"],
  };
}

function olderEntries(folder: string, modules: readonly Entry[]): object {
  const [index] = modules.filter(({ name }) => name === ".");
  const typesVersions = modules
    .filter((entry) => entry !== index)
    .map(({ name, source }) => [name.replace("./", ""), [typesOf(folder, source)]]);
  return {
    ...(index && { main: `./lib/${index.output}.cjs`, types: typesOf(folder, index.source) }),
    ...(typesVersions.length > 0 && {
      typesVersions: { "*": Object.fromEntries(typesVersions) as unknown },
    }),
  };
}
