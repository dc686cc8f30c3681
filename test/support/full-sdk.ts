import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { mkdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { build, type BuildOptions, type Plugin } from "esbuild";
import type * as app from "firebase/app";
import type * as firestore from "firebase/firestore";
import type * as transport from "../../packages/transport/src/index.ts";

/** What an app for browsers has in its bundle. */
export interface FullSdk {
  readonly app: typeof app;
  readonly firestore: typeof firestore;
  readonly transport: typeof transport;
}

/** The name by which an app imports the transport's own functions. */
const OWN = "@database-service/transport";

const ENTRY = `
export * as app from "firebase/app";
export * as firestore from "firebase/firestore";
export * as transport from "${OWN}";
`;

/** Puts the transport in the place of Google's module, as an override in package.json does. */
export const override: Plugin = {
  name: "override",
  setup({ onResolve }) {
    onResolve({ filter: /^@firebase\/webchannel-wrapper\// }, ({ path }) => ({
      path: resolve("packages/transport/src", `${path.split("/")[2] ?? ""}.ts`),
    }));
  },
};

export interface FullSdkOptions {
  /** Without it the SDK is as it comes from npm. */
  readonly plugins?: readonly Plugin[];
}

/** What the release is installed as that Jest's project is with (jest.config.js). */
const { firebaseRelease } = globalThis as unknown as { readonly firebaseRelease: string };

/** How a module that imports the SDK is bundled for a browser. */
export function browserBuild({ plugins = [override] }: FullSdkOptions = {}): BuildOptions {
  return {
    bundle: true,
    platform: "browser",
    conditions: ["browser"],
    target: "es2022",
    plugins: [...plugins],
    alias: { firebase: firebaseRelease, [OWN]: resolve("packages/transport/src/index.ts") },
    logLevel: "warning",
  };
}

/** Firebase's SDK in its build for browsers, loaded here: the one for Node.js knows gRPC alone. */
export async function loadFullSdk(options: FullSdkOptions = {}): Promise<FullSdk> {
  const folder = resolve(".cache", `full-sdk-${randomUUID()}`);
  mkdirSync(folder, { recursive: true });
  const outfile = `${folder}/full-sdk.cjs`;
  try {
    await build({
      ...browserBuild(options),
      stdin: { contents: ENTRY, resolveDir: resolve(".") },
      format: "cjs",
      outfile,
    });
    return createRequire(__filename)(outfile) as FullSdk;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
