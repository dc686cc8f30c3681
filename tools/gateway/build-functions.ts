import { build, context } from "esbuild";
import type { BuildOptions, Plugin } from "esbuild";
import { copyFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { PlainError } from "../../packages/gateway/src/cli/command/plain-error.ts";
import { loadError } from "./load-error.ts";

/**
 * Where a deploy looks for them: `main` in functions/package.json. Of a module that is called `.js`,
 * functions-framework asks what kind it is, and loads a fifth of what it loads at all to find out.
 */
export const DEPLOYED_MODULE = "functions/lib/index.mjs";

const APP = resolve("functions/src/index.ts");

/** What `gcp-build` in functions/package.json runs. */
export const WARM_MODULE = "functions/lib/warm.mjs";

export interface BuildFunctionsOptions {
  /** The module that exports the functions. @default the app that is deployed */
  readonly app?: string;
  /** A folder whose index.ts and quotas.ts take the place of the app's. @default the app's own */
  readonly collections?: string;
}

/**
 * Bundles the functions into one module.
 *
 * @throws PlainError when they don't build; esbuild has printed why.
 */
export async function buildFunctions(
  outfile: string,
  { app = APP, collections }: BuildFunctionsOptions = {},
): Promise<void> {
  const plugins = collections === undefined ? [] : [inPlaceOfCollections(resolve(collections))];
  await build({ ...optionsFor(outfile), entryPoints: [app], plugins }).catch(refuse);
}

/** Bundles what warms the compile cache where they are built in the cloud. */
export async function buildWarm(outfile: string): Promise<void> {
  const entryPoints = [resolve("tools/gateway/warm.ts")];
  await build({ ...optionsFor(outfile), entryPoints, sourcemap: false }).catch(refuse);
}

function inPlaceOfCollections(folder: string): Plugin {
  return {
    name: "collections",
    setup({ onResolve }) {
      onResolve({ filter: /^\.\/(collections\/index|quotas)\.ts$/ }, ({ path, importer }) =>
        importer === APP ? { path: join(folder, basename(path)) } : undefined,
      );
    },
  };
}

/**
 * Bundles them, and again whenever a source file changes, until the process ends. What doesn't
 * build, or doesn't load, leaves the module as it was: the emulator would keep every caller of
 * functions that it can't load waiting.
 *
 * @throws PlainError when they don't build or load at first; what is wrong is printed.
 */
export async function watchFunctions(outfile: string): Promise<void> {
  // The emulator loads the functions again when any file of theirs changes, but for hidden ones.
  const candidate = join(dirname(outfile), ".next.js");
  const plugins = [whereItLoads(candidate, outfile)];
  const watching = await context({ ...optionsFor(candidate), plugins });
  await watching.rebuild().catch(refuse);
  await watching.watch();
}

function whereItLoads(candidate: string, outfile: string): Plugin {
  let running = false;
  return {
    name: "load",
    setup({ onEnd }) {
      onEnd(async ({ errors }) => {
        const error = errors.length > 0 ? undefined : await loadError(candidate);
        if (errors.length === 0 && error === undefined) {
          copyFileSync(candidate, outfile);
          running = true;
        } else if (running) {
          console.error("The functions go on as they were before this change.\n");
        }
        return { errors: error === undefined ? [] : [error] };
      });
    },
  };
}

function refuse(cause: unknown): never {
  throw new PlainError("The functions do not build: see above.", { cause });
}

/**
 * One module, so that an instance starts quickly; without the Firebase packages, which look for
 * their own parts at run time.
 */
function optionsFor(outfile: string): BuildOptions {
  return {
    entryPoints: [APP],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    external: ["firebase-functions", "firebase-functions/*", "firebase-admin", "firebase-admin/*"],
    sourcemap: true,
    // Half as much to read and to keep, in lines that a stack trace can tell; names stay.
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 200,
    // Bundled CommonJS packages ask for Node's own modules through `require`.
    banner: {
      js: 'import { createRequire as createRequireHere } from "node:module";\nconst require = createRequireHere(import.meta.url);',
    },
    logLevel: "warning",
  };
}
