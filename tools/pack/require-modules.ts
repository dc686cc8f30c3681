import { build, type Metafile, type Plugin } from "esbuild";

type Outputs = Metafile["outputs"];

/** What `require` loads imports the others of its kind, so that there is one copy of what they share. */
const besides: Plugin = {
  name: "besides",
  setup({ onResolve }) {
    onResolve({ filter: /^\.{1,2}\// }, ({ path, kind }) =>
      kind === "entry-point" ? undefined : { path: path.replace(/js$/, "cjs"), external: true },
    );
  },
};

/**
 * Writes modules for `require`, `index.cjs` beside `index.js`, of some that can be imported and of
 * what these import.
 *
 * @param outputs of a build into `lib`, by their paths
 * @param sources of those that are to be there, as the build was given them
 */
export async function requireModules(
  { outputs, lib }: { readonly outputs: Outputs; readonly lib: string },
  sources: readonly string[],
): Promise<void> {
  const offered = Object.keys(outputs).filter((path) =>
    sources.includes(outputs[path]?.entryPoint ?? ""),
  );
  await build({
    entryPoints: [...reachedFrom(offered, outputs)],
    outdir: lib,
    outbase: lib,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    format: "cjs",
    plugins: [besides],
    packages: "external",
    platform: "neutral",
    target: "es2022",
    sourcemap: true,
    define: { "import.meta.url": "__filename" },
    // Whoever loads modules by `require` loads them when it comes to them.
    supported: { "dynamic-import": false },
    logLevel: "warning",
  });
}

/** The modules of a build that some of them import, whenever they do, and these. */
function reachedFrom(modules: readonly string[], outputs: Outputs): ReadonlySet<string> {
  const reached = new Set(modules);
  for (const path of reached) {
    for (const { path: imported, external } of outputs[path]?.imports ?? []) {
      if (external !== true) reached.add(imported);
    }
  }
  return reached;
}
