import { build, type BuildOptions } from "esbuild";
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { PlainError } from "../../packages/gateway/src/cli/command/plain-error.ts";

const SOURCE = resolve("packages/gateway/console");

/** Where the command line looks for it in this repository; beside its own modules, once packed. */
export const CONSOLE_FOLDER = "packages/gateway/lib/console";

/**
 * Bundles the operator's console into a folder: a page, its style and its modules.
 *
 * @throws PlainError when it doesn't build; esbuild has printed why
 */
export async function buildConsole(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await build(consoleBuild(folder)).catch((cause: unknown) => {
    throw new PlainError("The console does not build: see above.", { cause });
  });
  copyFileSync(join(SOURCE, "index.html"), join(folder, "index.html"));
}

/** How it is bundled. */
export function consoleBuild(folder: string): BuildOptions {
  return {
    entryPoints: [join(SOURCE, "src/main.tsx"), join(SOURCE, "src/style.css")],
    outdir: folder,
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2023",
    jsx: "automatic",
    jsxImportSource: "preact",
    logLevel: "warning",
  };
}
