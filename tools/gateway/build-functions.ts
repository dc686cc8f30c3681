import { build, context } from "esbuild";
import type { BuildOptions, PartialMessage, Plugin } from "esbuild";
import { copyFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { PlainError } from "../../packages/gateway/src/cli/command/plain-error.ts";

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
  /** The namespace of the app's gateway: where it keeps its own records. @default none */
  readonly namespace?: string;
}

/**
 * Bundles the functions into one module.
 *
 * @throws PlainError when they don't build; esbuild has printed why.
 */
export async function buildFunctions(
  outfile: string,
  { app = APP, collections, namespace }: BuildFunctionsOptions = {},
): Promise<void> {
  const plugins = [
    ...(collections === undefined ? [] : [inPlaceOfCollections(resolve(collections))]),
    ...(namespace === undefined ? [] : [withNamespace(namespace)]),
  ];
  await build({
    ...optionsFor(outfile),
    entryPoints: [app],
    plugins: [withoutHttp2, onlyWhatIsUsed, ...plugins],
  }).catch(refuse);
}

/** Bundles what warms the compile cache where they are built in the cloud. */
export async function buildWarm(outfile: string): Promise<void> {
  const entryPoints = [resolve("tools/gateway/warm.ts")];
  await build({ ...optionsFor(outfile), entryPoints, sourcemap: false }).catch(refuse);
}

/** What undici speaks HTTP/2 with, which the gateway doesn't, and which loads Node's HTTP/2 at each start. */
const withoutHttp2: Plugin = {
  name: "without HTTP/2",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]undici[\\/]lib[\\/]dispatcher[\\/]client-h2\.js$/ }, () => ({
      contents:
        'module.exports = () => { throw new Error("There is no HTTP/2 in this bundle."); };',
    }));
  },
};

/**
 * Takes of Node's own modules what is used, and no more. An `import` of one looks at all that it
 * exports, and so loads at each start what Node loads when it is first used: for `node:fs` streams,
 * watchers and readline, for `node:util` what parses arguments and compares texts, for `node:crypto`
 * the Web's.
 */
const onlyWhatIsUsed: Plugin = {
  name: "Node's own modules",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      kind === "import-statement" ? { path, namespace: "node" } : undefined,
    );
    onLoad({ filter: /^/, namespace: "node" }, ({ path }) => ({ contents: exportsOf(path) }));
  },
};

/** Names that nobody imports are dropped with what would read them. */
function exportsOf(path: string): string {
  const names = Object.keys(process.getBuiltinModule(path) as object);
  const lines = names.map(
    (name) => `export const ${name} = /* @__PURE__ */ (() => own.${name})();`,
  );
  const own = `const own = process.getBuiltinModule(${JSON.stringify(path)});`;
  return [own, "export default own;", ...lines].join("\n");
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

/** Adds a namespace to the app's settings. */
function withNamespace(namespace: string): Plugin {
  const contents = `import { settings as own } from "./settings.ts";
export const settings = { ...own, namespace: ${JSON.stringify(namespace)} };`;
  return {
    name: "namespace",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\/settings\.ts$/ }, ({ path, importer }) =>
        importer === APP ? { path, namespace: "settings" } : undefined,
      );
      onLoad({ filter: /^/, namespace: "settings" }, () => ({
        contents,
        resolveDir: dirname(APP),
      }));
    },
  };
}

/** Takes a module that was built, or tells why it can't be loaded. */
export type LoadModule = (module: string) => Promise<PartialMessage | undefined>;

/**
 * Bundles them, and again whenever a file that is bundled changes, until the process ends. What
 * doesn't build, or doesn't load, leaves the module as it was: the emulator would keep every caller
 * of functions that it can't load waiting.
 *
 * @throws PlainError when they don't build or load at first; what is wrong is printed.
 */
export async function watchFunctions(outfile: string, load: LoadModule): Promise<void> {
  // The emulator loads the functions again when any file of theirs changes, but for hidden ones.
  const candidate = join(dirname(outfile), ".next.js");
  const first = Promise.withResolvers<boolean>();
  const accept = async (): Promise<PartialMessage | undefined> => {
    const error = await load(candidate);
    if (error === undefined) copyFileSync(candidate, outfile);
    return error;
  };
  const plugins = [withoutHttp2, onlyWhatIsUsed, reporting(accept, first.resolve)];
  const watching = await context({ ...optionsFor(candidate), plugins });
  await watching.watch();
  if (!(await first.promise)) refuse();
}

/** @param onBuilt gets whether a build is what runs now */
function reporting(
  accept: () => Promise<PartialMessage | undefined>,
  onBuilt: (isLoaded: boolean) => void,
): Plugin {
  let isRunning = false;
  return {
    name: "load",
    setup({ onEnd }) {
      onEnd(async ({ errors }) => {
        const error = errors.length > 0 ? undefined : await accept();
        const isLoaded = errors.length === 0 && error === undefined;
        if (isRunning) {
          const news = "The functions go on as they were before this change.\n";
          console.log(isLoaded ? "The functions are loaded." : news);
        }
        isRunning ||= isLoaded;
        onBuilt(isLoaded);
        return { errors: error === undefined ? [] : [error] };
      });
    },
  };
}

function refuse(cause?: unknown): never {
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
    external: [
      "firebase-functions",
      "firebase-functions/*",
      "firebase-admin",
      "firebase-admin/*",
      // Listening alone loads them, and they look for their own parts too.
      "@google-cloud/firestore",
      "@grpc/grpc-js",
    ],
    // What undici is told when it is bundled into Node: its second parser of HTTP, an experiment,
    // stays out.
    define: { esbuildDetection: "true" },
    sourcemap: true,
    // Half as much to read and to keep, in lines that a stack trace can tell; names stay.
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 200,
    // Notices stand in a file of their own: one letter beyond ASCII, in an author's name, doubles what
    // the module takes of memory.
    legalComments: "external",
    // Bundled CommonJS packages ask for Node's own modules through `require`.
    banner: {
      js: 'const require = process.getBuiltinModule("node:module").createRequire(import.meta.url);',
    },
    logLevel: "warning",
  };
}
