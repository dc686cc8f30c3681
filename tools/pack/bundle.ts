import { build } from "esbuild";
import { join } from "node:path";
import { PlainError } from "../../packages/gateway/src/cli/command/plain-error.ts";
import { entries } from "./entries.ts";
import type { SourcePackage } from "./source-package.ts";

/** Whoever loads modules by `require` loads them when it comes to them. */
const COMMONJS = {
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  supported: { "dynamic-import": false },
} as const;

/**
 * Bundles a package, a module for each entry and for what entries share, without what is installed
 * beside it.
 *
 * @returns what the modules import of other packages
 * @throws PlainError when it doesn't build; esbuild has printed why.
 */
export async function bundle(
  { folder, manifest }: SourcePackage,
  lib: string,
): Promise<ReadonlySet<string>> {
  const entryPoints = entries(manifest).map(({ source, output }) => ({
    in: join(folder, source),
    out: output,
  }));
  const common = {
    entryPoints,
    outdir: lib,
    bundle: true,
    packages: "external",
    platform: "neutral",
    target: "es2022",
    sourcemap: true,
    metafile: true,
    logLevel: "warning",
  } as const;
  const modules = { format: "esm", splitting: true, chunkNames: "shared/[hash]" } as const;
  const { metafile } = await build({ ...common, ...modules }).catch((cause: unknown) => {
    throw new PlainError(`${manifest.name} does not build: see above.`, { cause });
  });
  if (manifest.commonjs === true) await build({ ...common, ...COMMONJS });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  return new Set(imports.filter(({ external }) => external).map(({ path }) => path));
}
