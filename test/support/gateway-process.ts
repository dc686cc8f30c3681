import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { freePorts } from "../../scripts/emulators/ports.ts";
import { buildFunctions } from "../../scripts/gateway/build-functions.ts";
import { emulators } from "./emulators.ts";

const FRAMEWORK = "node_modules/@google-cloud/functions-framework/build/src/main.js";
const POLL_MS = 20;

/** All callables behind one port, each at its name: a deploy gives each a server of its own. */
const EVERY_CALLABLE = `import * as callables from "./index.js";
export const every = (request, response) => callables[request.path.slice(1)](request, response);
`;

/** The functions as a deploy packs them, in a folder of their own. */
export interface Build {
  readonly folder: string;
  remove(): void;
}

/** @param collections a folder that takes the place of the project's own collections and quotas */
export async function buildGateway(collections?: string): Promise<Build> {
  const folder = resolve(".cache", `gateway-${String(process.pid)}-${randomUUID()}`);
  mkdirSync(folder, { recursive: true });
  await buildFunctions(join(folder, "lib/index.js"), collections);
  writeFileSync(join(folder, "lib/every.js"), EVERY_CALLABLE);
  copyFileSync("functions/package.json", join(folder, "package.json"));
  symlinkSync(resolve("functions/node_modules"), join(folder, "node_modules"), "junction");
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

export interface GatewayProcess {
  /** Where its one callable answers; where it has every callable, without their names. */
  readonly url: string;
  /** All that it has printed. */
  output(): string;
  stop(): Promise<void>;
}

export interface GatewayProcessOptions {
  readonly build: Build;
  /** The one that it serves, as a deployed function does, or `every`. */
  readonly callable: string;
  /** Added to what a deployed function finds; Firestore is the emulator, unless it says otherwise. */
  readonly env: NodeJS.ProcessEnv;
  /** A module that is loaded before the gateway. */
  readonly preload?: string;
}

/**
 * The gateway as it runs in production: under functions-framework, no emulator around it.
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
  while (!(await isListening(port))) {
    if (child.exitCode !== null) {
      await ended;
      throw new Error(output);
    }
    await sleep(POLL_MS);
  }
  return {
    url: `http://127.0.0.1:${String(port)}/`,
    output: () => output,
    async stop() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function spawnFramework(
  { build, callable, env, preload }: GatewayProcessOptions,
  port: number,
): ChildProcess {
  const imports = preload === undefined ? [] : ["--import", pathToFileURL(resolve(preload)).href];
  const source = callable === "every" ? join(build.folder, "lib/every.js") : build.folder;
  const target = [`--target=${callable}`, `--source=${source}`, `--port=${String(port)}`];
  return spawn(process.execPath, [...imports, resolve(FRAMEWORK), ...target], {
    env: {
      PATH: process.env["PATH"],
      NODE_ENV: "production",
      GCLOUD_PROJECT: emulators.project,
      FIRESTORE_EMULATOR_HOST: emulators.firestore,
      DATABASE_ID: "(default)",
      CORS_ORIGINS: "*",
      DEADLINE_MS: "10000",
      TRUSTED_HOPS: "1",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
}
