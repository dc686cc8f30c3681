import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildFunctions, type BuildFunctionsOptions } from "../../tools/gateway/build-functions.ts";
import { startFunction, type FunctionProcess } from "../../tools/production/function-process.ts";
import { PACKED_MODULE, packFolder } from "../../tools/production/pack-folder.ts";
import { emulators } from "./emulators.ts";

/** The functions as a deploy packs them, in a folder of their own. */
export interface Build {
  readonly folder: string;
  remove(): void;
}

export async function buildGateway(options: BuildFunctionsOptions): Promise<Build> {
  const folder = resolve(".cache", `gateway-${String(process.pid)}-${randomUUID()}`);
  packFolder(folder);
  await buildFunctions(join(folder, PACKED_MODULE), options);
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

/** `url` is where its one callable answers; of `database`, without the callables' names. */
export type GatewayProcess = FunctionProcess;

export interface GatewayProcessOptions {
  readonly build: Build;
  /** The one that it serves, as a deployed function does, or `database`. */
  readonly callable: string;
  /** Added to what a deployed function finds; Firestore is the emulator, unless it says otherwise. */
  readonly env: NodeJS.ProcessEnv;
  /** Modules that are loaded before the gateway. */
  readonly preload?: readonly string[];
}

/**
 * The gateway as it runs in production: under functions-framework, no emulator around it.
 *
 * @throws Error with what it printed, where it ends before it serves
 */
export function startGateway(options: GatewayProcessOptions): Promise<GatewayProcess> {
  const { build, callable, env, preload = [] } = options;
  return startFunction({
    source: build.folder,
    target: callable,
    preload,
    env: {
      GCLOUD_PROJECT: emulators.project,
      FIRESTORE_EMULATOR_HOST: emulators.firestore,
      ...env,
    },
  });
}
