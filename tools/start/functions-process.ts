import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent } from "node:http";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { PartialMessage } from "esbuild";
import { loadError, type Thrown } from "../gateway/load-error.ts";

/** Loading takes a second. What waits at its top for what never comes is to be told, too. */
const LOAD_TIMEOUT_MS = 20_000;

/** Where a process serves functions. */
interface Serving {
  readonly port: number;
  /** `/<region>/<function>` of each. */
  readonly paths: readonly string[];
}

/** What a process says of the module that it was started with. */
export type Loaded = Serving | Thrown;

export interface FunctionsProcessOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Gets what the functions print. */
  readonly onOutput: (text: string) => void;
}

/** A process that serves the gateway's functions. */
export class FunctionsProcess {
  readonly port: number;
  readonly agent = new Agent({ keepAlive: true });
  /** Resolves when it has ended. */
  readonly ended: Promise<unknown>;
  readonly #child: ChildProcess;
  readonly #paths: ReadonlySet<string>;
  #underWay = 0;
  #onIdle: (() => void) | undefined;

  constructor(child: ChildProcess, { port, paths }: Serving) {
    this.port = port;
    this.#child = child;
    this.#paths = new Set(paths);
    this.ended = once(child, "exit");
  }

  get isEnding(): boolean {
    return this.#onIdle !== undefined || this.#child.exitCode !== null || this.#child.killed;
  }

  /** @param path `/<region>/<function>` */
  serves(path: string): boolean {
    return this.#paths.has(path);
  }

  /** A call is sent to it; it must {@link leave}. */
  enter(): void {
    this.#underWay += 1;
  }

  leave(): void {
    this.#underWay -= 1;
    if (this.#underWay === 0) this.#onIdle?.();
  }

  /** Lets it finish its calls, then give back what it holds, as an instance does that is told to end. */
  retire(): void {
    this.#onIdle = () => this.#child.kill("SIGTERM");
    if (this.#underWay === 0) this.#onIdle();
  }

  /** Ends it at once. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended;
  }
}

/**
 * Starts a process that serves the gateway's functions of a module, or tells why it can't be loaded.
 *
 * @param module with its source map beside it
 */
export async function startFunctions(
  module: string,
  { env, onOutput }: FunctionsProcessOptions,
): Promise<FunctionsProcess | PartialMessage> {
  const child = fork(resolve("tools/start/function-server.ts"), [pathToFileURL(module).href], {
    cwd: "functions",
    env,
    execArgv: ["--enable-source-maps"],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // Ctrl-C in a terminal is for the launcher alone, which ends what it has started.
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", onOutput);
  const timer = setTimeout(() => child.kill("SIGKILL"), LOAD_TIMEOUT_MS);
  const loaded = await Promise.race([
    once(child, "message").then(([message]) => message as Loaded),
    once(child, "exit").then(() => undefined),
  ]);
  clearTimeout(timer);
  if (loaded === undefined) return { text: whyEnded(child) };
  return "port" in loaded ? new FunctionsProcess(child, loaded) : loadError(loaded);
}

function whyEnded({ killed }: ChildProcess): string {
  return killed
    ? "The functions do not load within 20 s."
    : "Loading the functions ends their process.";
}
