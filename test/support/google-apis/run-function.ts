import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { freePorts } from "../../../tools/emulators/ports.ts";
import { whenListening, type FunctionProcess } from "../../../tools/production/function-process.ts";
import type { CloudFunction } from "./project.ts";

const FRAMEWORK = "node_modules/@google-cloud/functions-framework/build/src/main.js";

export interface Surroundings {
  /** Where its source is unpacked and installed. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Modules that are loaded before it. */
  readonly preload: readonly string[];
}

/** Serves a function as the platform does: by its source's own framework, in its own environment. */
export async function runFunction(
  { serviceConfig }: CloudFunction,
  { folder, env, preload }: Surroundings,
): Promise<FunctionProcess> {
  const [port = 0] = await freePorts(1);
  const imports = preload.flatMap((file) => ["--import", pathToFileURL(resolve(file)).href]);
  const child = spawn(process.execPath, [...imports, join(folder, FRAMEWORK)], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      NODE_ENV: "production",
      PORT: String(port),
      ...serviceConfig?.environmentVariables,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  return whenListening(child, port);
}
