import { build } from "esbuild";
import { basename, join } from "node:path";
import { buildFunctions } from "../../tools/gateway/build-functions.ts";
import { PACKED_MODULE, packFolder } from "../../tools/production/pack-folder.ts";

/** What a function's process runs: JavaScript, as after a deploy. */
export interface Builds {
  /** The gateway, with the bench's own collections and quotas. */
  readonly gateway: string;
  /** The module in its folder. */
  readonly gatewayModule: string;
  /** What it is measured against. */
  readonly baseline: string;
  /** What a process loads before anything else, for the bench's own purposes. */
  readonly preload: Readonly<Record<keyof typeof PRELOADS, string>>;
}

const PRELOADS = {
  googleKeys: "tools/production/google-keys.ts",
  answerBench: "bench/process/answer-bench.ts",
  fakeNetwork: "bench/start/fake-network.ts",
  countFiles: "bench/start/count-files.ts",
} as const;

/** @param folder - Where they are laid out. */
export async function makeBuilds(folder: string): Promise<Builds> {
  const gateway = join(folder, "gateway");
  const baseline = join(folder, "baseline");
  packFolder(gateway);
  packFolder(baseline, "lib/index.js");
  const gatewayModule = join(gateway, PACKED_MODULE);
  await buildFunctions(gatewayModule, { collections: "bench/collections" });
  await bundle("bench/baseline/index.ts", join(baseline, "lib/index.js"));
  const preload: [string, string][] = [];
  for (const [name, file] of Object.entries(PRELOADS)) {
    const outfile = join(folder, `${basename(file, ".ts")}.mjs`);
    await bundle(file, outfile);
    preload.push([name, outfile]);
  }
  const preloads = Object.fromEntries(preload) as Builds["preload"];
  return { gateway, gatewayModule, baseline, preload: preloads };
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
