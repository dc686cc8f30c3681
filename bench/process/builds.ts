import { build } from "esbuild";
import { basename, join } from "node:path";
import { buildFunctions } from "../../tools/gateway/build-functions.ts";
import { PACKED_MODULE, packFolder } from "../../tools/production/pack-folder.ts";

/** What a function's process runs: JavaScript, as after a deploy. */
export interface Builds {
  /** The gateway, with the bench's own collections and quotas. */
  readonly gateway: string;
  /** What it is measured against. */
  readonly baseline: string;
  /** What each process loads before anything else, for the bench's own purposes. */
  readonly preload: readonly string[];
}

const PRELOAD = ["tools/production/google-keys.ts", "bench/process/report-cpu.ts"];

/** @param folder - Where they are laid out. */
export async function makeBuilds(folder: string): Promise<Builds> {
  const gateway = join(folder, "gateway");
  const baseline = join(folder, "baseline");
  packFolder(gateway);
  packFolder(baseline, "lib/index.js");
  const preload = PRELOAD.map((file) => join(folder, basename(file, ".ts") + ".mjs"));
  await buildFunctions(join(gateway, PACKED_MODULE), { collections: "bench/collections" });
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
