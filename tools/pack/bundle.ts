import { build, type Metafile } from "esbuild";
import { join } from "node:path";
import { PlainError } from "../../packages/gateway/src/cli/command/plain-error.ts";
import { entries } from "./entries.ts";
import { requireModules } from "./require-modules.ts";
import type { SourcePackage } from "./source-package.ts";

/**
 * Bundles a package, a module for each entry and for what entries share, without what is installed
 * beside it; and what can be imported once more for `require`.
 *
 * @returns what the modules import of other packages
 * @throws PlainError when it doesn't build; esbuild has printed why.
 */
export async function bundle(source: SourcePackage, lib: string): Promise<ReadonlySet<string>> {
  const { outputs } = await importModules(source, lib).catch((cause: unknown) => {
    throw new PlainError(`${source.manifest.name} does not build: see above.`, { cause });
  });
  const modules = entries(source.manifest).filter(({ kind }) => kind === "module");
  await requireModules(
    { outputs, lib },
    modules.map((entry) => join(source.folder, entry.source)),
  );
  const imports = Object.values(outputs).flatMap((output) => output.imports);
  return new Set(imports.filter(({ external }) => external).map(({ path }) => path));
}

async function importModules({ folder, manifest }: SourcePackage, lib: string): Promise<Metafile> {
  const entryPoints = entries(manifest).map(({ source, output }) => ({
    in: join(folder, source),
    out: output,
  }));
  const { metafile } = await build({
    entryPoints,
    outdir: lib,
    bundle: true,
    format: "esm",
    splitting: true,
    chunkNames: "shared/[hash]",
    packages: "external",
    platform: "neutral",
    target: "es2022",
    sourcemap: true,
    metafile: true,
    logLevel: "warning",
  });
  return metafile;
}
