import { build } from "esbuild";
import { copyFileSync, mkdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildFunctions } from "../../scripts/gateway/build-functions.ts";

/** Folders as a deploy packs them. */
export interface Builds {
  /** The gateway, with the bench's own collections and quotas. */
  readonly gateway: string;
  /** What it is measured against. */
  readonly baseline: string;
}

/** @param folder - Where they are laid out. */
export async function makeBuilds(folder: string): Promise<Builds> {
  const gateway = pack(join(folder, "gateway"));
  const baseline = pack(join(folder, "baseline"));
  await buildFunctions(join(gateway, "lib/index.js"), "bench/collections");
  await build({
    entryPoints: ["bench/baseline/index.ts"],
    outfile: join(baseline, "lib/index.js"),
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
  });
  return { gateway, baseline };
}

function pack(folder: string): string {
  mkdirSync(folder, { recursive: true });
  copyFileSync("functions/package.json", join(folder, "package.json"));
  symlinkSync(resolve("functions/node_modules"), join(folder, "node_modules"), "junction");
  return folder;
}
