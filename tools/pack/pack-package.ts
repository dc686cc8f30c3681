import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { PlainError } from "../../packages/gateway/src/cli/command/plain-error.ts";
import { buildConsole } from "../console/build-console.ts";
import { bundle } from "./bundle.ts";
import { emitTypes } from "./emit-types.ts";
import { npmPack } from "./npm-pack.ts";
import { packedManifest } from "./packed-manifest.ts";
import type { Manifest, SourcePackage } from "./source-package.ts";
import { undeclaredPackages } from "./undeclared-packages.ts";

/**
 * Builds a package and packs it.
 *
 * @param into a folder in this repository, for the tarball and, beside it, what went into it
 * @returns the tarball's path
 * @throws PlainError when it doesn't build, or imports what its package.json doesn't declare
 */
export async function packPackage(source: SourcePackage, into: string): Promise<string> {
  const staged = resolve(into, basename(source.folder));
  rmSync(staged, { recursive: true, force: true });
  mkdirSync(staged, { recursive: true });
  const imported = await bundle(source, join(staged, "lib"));
  if (existsSync(join(source.folder, "console"))) await buildConsole(join(staged, "lib/console"));
  const typesImported = emitTypes(source, staged);
  refuseUndeclared(new Set([...imported, ...typesImported]), source.manifest);
  const manifest = `${JSON.stringify(packedManifest(source), null, 2)}\n`;
  writeFileSync(join(staged, "package.json"), manifest);
  copyFileSync(join(source.folder, "README.md"), join(staged, "README.md"));
  copyFileSync("LICENSE", join(staged, "LICENSE"));
  return npmPack(staged);
}

function refuseUndeclared(imported: ReadonlySet<string>, manifest: Manifest): void {
  const undeclared = undeclaredPackages(imported, manifest);
  if (undeclared.length === 0) return;
  const names = undeclared.join(", ");
  throw new PlainError(`${manifest.name} imports what its package.json does not declare: ${names}`);
}
