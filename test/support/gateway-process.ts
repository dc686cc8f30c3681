import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { buildFunctions } from "../../scripts/gateway/build-functions.ts";
import { freePorts } from "../../scripts/emulators/ports.ts";
import { emulators } from "./emulators.ts";

const FRAMEWORK = "node_modules/@google-cloud/functions-framework/build/src/main.js";
const READY = "Serving function...";

/** The functions as a deploy packs them, in a folder of their own. */
export interface Build {
  readonly folder: string;
  remove(): void;
}

export async function buildGateway(): Promise<Build> {
  const folder = resolve(".cache", `gateway-${String(process.pid)}`);
  mkdirSync(folder, { recursive: true });
  await buildFunctions(join(folder, "lib/index.js"));
  copyFileSync("functions/package.json", join(folder, "package.json"));
  symlinkSync(resolve("functions/node_modules"), join(folder, "node_modules"), "junction");
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

export interface GatewayProcess {
  /** Where its one callable answers. */
  readonly url: string;
  /** All that it has printed. */
  output(): string;
  stop(): Promise<void>;
}

export interface GatewayProcessOptions {
  readonly build: Build;
  readonly callable: string;
  /** Added to what a deployed function finds; Firestore is the emulator, unless it says otherwise. */
  readonly env: NodeJS.ProcessEnv;
  /** A module that is loaded before the gateway. */
  readonly preload?: string;
}

/**
 * One callable as it runs in production: under functions-framework, no emulator around it.
 *
 * @throws Error with what it printed, where it ends before it serves
 */
export async function startGateway(options: GatewayProcessOptions): Promise<GatewayProcess> {
  const [port = 0] = await freePorts(1);
  const child = spawnFramework(options, port);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const ended = once(child, "close");
  const ready = new Promise<void>((serve) => {
    child.stdout?.on("data", () => output.includes(READY) && serve());
  });
  const first = await Promise.race([ready, ended.then(() => "ended")]);
  if (first === "ended") throw new Error(output);
  return {
    url: `http://127.0.0.1:${String(port)}/`,
    output: () => output,
    async stop() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function spawnFramework(
  { build, callable, env, preload }: GatewayProcessOptions,
  port: number,
): ChildProcess {
  const imports = preload === undefined ? [] : ["--import", pathToFileURL(resolve(preload)).href];
  const target = [`--target=${callable}`, `--source=${build.folder}`, `--port=${String(port)}`];
  return spawn(process.execPath, [...imports, resolve(FRAMEWORK), ...target], {
    env: {
      PATH: process.env["PATH"],
      GCLOUD_PROJECT: emulators.project,
      FIRESTORE_EMULATOR_HOST: emulators.firestore,
      DATABASE_ID: "(default)",
      CORS_ORIGINS: "*",
      DEADLINE_MS: "10000",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
}
