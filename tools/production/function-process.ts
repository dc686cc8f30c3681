import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { freePorts } from "../emulators/ports.ts";

const FRAMEWORK = "node_modules/@google-cloud/functions-framework/build/src/main.js";
const KEPT_CONNECTIONS = "tools/production/kept-connections.mjs";
const POLL_MS = 5;

/** A function as Cloud Run runs it: under functions-framework, in a process of its own. */
export interface FunctionProcess {
  readonly url: string;
  /** It has an IPC channel, for what a test or the bench has put into it. */
  readonly child: ChildProcess;
  /** All that it has printed. */
  output(): string;
  /** Ends it at once, as kill -9 does. */
  stop(): Promise<void>;
}

export interface FunctionProcessOptions {
  /** A folder as a deploy packs it, or a module. */
  readonly source: string;
  /** The function's name. */
  readonly target: string;
  /** Where it finds its Firestore, and what else a deploy sets. */
  readonly env: NodeJS.ProcessEnv;
  /** Modules that are loaded before anything else. */
  readonly preload?: readonly string[];
}

/** What a deploy sets. */
const PARAMETERS = {
  NODE_ENV: "production",
  DATABASE_ID: "(default)",
  MEMORY_MIB: "512",
  ENFORCE_APP_CHECK: "false",
  CORS_ORIGINS: "*",
  DEADLINE_MS: "10000",
  TRUSTED_HOPS: "1",
};

/**
 * Starts a function; ends when it listens.
 *
 * @throws Error with what it printed, where it ends before
 */
export async function startFunction(options: FunctionProcessOptions): Promise<FunctionProcess> {
  const [port = 0] = await freePorts(1);
  return whenListening(spawnFramework(options, port), port);
}

/**
 * Waits until a process with a function listens on a port.
 *
 * @throws Error with what it printed, where it ends before
 */
export async function whenListening(child: ChildProcess, port: number): Promise<FunctionProcess> {
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
    child,
    output: () => output,
    async stop() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function spawnFramework(options: FunctionProcessOptions, port: number): ChildProcess {
  const { source, target, env, preload = [] } = options;
  const imports = [KEPT_CONNECTIONS, ...preload].flatMap((file) => [
    "--import",
    pathToFileURL(resolve(file)).href,
  ]);
  const named = { FUNCTION_TARGET: target, FUNCTION_SOURCE: source, PORT: String(port) };
  return spawn(process.execPath, [...imports, resolve(FRAMEWORK)], {
    env: { PATH: process.env["PATH"], ...PARAMETERS, ...named, ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}

/** Whether a port of this machine takes connections. */
export async function isListening(port: number): Promise<boolean> {
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
