import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import type * as app from "firebase/app";
import type * as firestore from "firebase/firestore";

/** Firebase's full SDK, as an app for browsers bundles it. */
export interface BundledSdk {
  readonly app: typeof app;
  readonly firestore: typeof firestore;
}

const ENTRY = `
export * as app from "firebase/app";
export * as firestore from "firebase/firestore";
`;

const override: Plugin = {
  name: "override",
  setup({ onResolve }) {
    onResolve({ filter: /^@firebase\/webchannel-wrapper\// }, ({ path }) => ({
      path: resolve("packages/transport/src", `${path.split("/")[2] ?? ""}.ts`),
    }));
  },
};

/**
 * Loads the SDK as it is, or with the transport in the place of its network module.
 *
 * @param folder where the bundle may stand
 */
export async function loadSdk(folder: string, kind: "stock" | "gateway"): Promise<BundledSdk> {
  const outfile = join(folder, `full-sdk-${kind}.mjs`);
  await build({
    stdin: { contents: ENTRY, resolveDir: resolve(".") },
    bundle: true,
    platform: "browser",
    format: "esm",
    plugins: kind === "gateway" ? [override] : [],
    outfile,
    logLevel: "warning",
  });
  return (await import(pathToFileURL(outfile).href)) as BundledSdk;
}
