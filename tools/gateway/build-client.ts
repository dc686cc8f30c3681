import { spawnSync } from "node:child_process";
import { build } from "esbuild";
import { PlainError } from "../../packages/gateway/src/cli/command/plain-error.ts";

/**
 * Bundles the client into one module, without Firebase, which the app has; and writes its types.
 *
 * @throws PlainError when it doesn't build; esbuild or the compiler has printed why.
 */
export async function buildClient(): Promise<void> {
  await build({
    entryPoints: ["packages/client/src/index.ts"],
    outfile: "packages/client/lib/index.js",
    bundle: true,
    platform: "neutral",
    format: "esm",
    target: "es2022",
    external: ["firebase/*"],
    sourcemap: true,
    logLevel: "warning",
  }).catch(refuse);
  const compile = ["node_modules/typescript/bin/tsc", "--project", "packages/client"];
  if (spawnSync(process.execPath, compile, { stdio: "inherit" }).status !== 0) refuse();
}

function refuse(cause?: unknown): never {
  throw new PlainError("The client does not build: see above.", { cause });
}
