import { build } from "esbuild";
import { copyFileSync, mkdirSync, symlinkSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { buildFunctions } from "../../scripts/gateway/build-functions.ts";

/** What a function's process runs: JavaScript, as after a deploy. */
export interface Builds {
  /** The gateway, with the bench's own collections and quotas. */
  readonly gateway: string;
  /** What it is measured against. */
  readonly baseline: string;
  /** What each process loads before anything else, for the bench's own purposes. */
  readonly preload: readonly string[];
}

const PRELOAD = ["test/support/google-keys.ts", "bench/process/report-cpu.ts"];

/** @param folder - Where they are laid out. */
export async function makeBuilds(folder: string): Promise<Builds> {
  const gateway = pack(join(folder, "gateway"));
  const baseline = pack(join(folder, "baseline"));
  const preload = PRELOAD.map((file) => join(folder, basename(file, ".ts") + ".mjs"));
  await buildFunctions(join(gateway, "lib/index.js"), "bench/collections");
  await bundle("bench/baseline/index.ts", join(baseline, "lib/index.js"));
  for (const [index, file] of preload.entries()) await bundle(PRELOAD[index] as string, file);
  return { gateway, baseline, preload };
}

async function bundle(entryPoint: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
  });
}

/** A folder as a deploy packs it, but for the module itself. */
function pack(folder: string): string {
  mkdirSync(folder, { recursive: true });
  copyFileSync("functions/package.json", join(folder, "package.json"));
  symlinkSync(resolve("functions/node_modules"), join(folder, "node_modules"), "junction");
  return folder;
}
