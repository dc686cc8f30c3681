import { build, context } from "esbuild";
import type { BuildContext, BuildOptions } from "esbuild";

/** Where a deploy looks for them: `main` in functions/package.json. */
export const DEPLOYED_MODULE = "functions/lib/index.js";

/** Bundles the functions into one module. */
export async function buildFunctions(outfile: string): Promise<void> {
  await build(optionsFor(outfile));
}

/** Bundles them, and again whenever a source file changes, until `dispose` is called. */
export async function watchFunctions(outfile: string): Promise<BuildContext> {
  const watching = await context(optionsFor(outfile));
  await watching.watch();
  return watching;
}

/**
 * One module, so that an instance starts quickly; without the Firebase packages, which look for
 * their own parts at run time.
 */
function optionsFor(outfile: string): BuildOptions {
  return {
    entryPoints: ["functions/src/index.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    external: ["firebase-functions", "firebase-functions/*", "firebase-admin", "firebase-admin/*"],
    sourcemap: true,
    // Bundled CommonJS packages ask for Node's own modules through `require`.
    banner: {
      js: 'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);',
    },
    logLevel: "warning",
  };
}
