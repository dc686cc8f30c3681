import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { PlainError } from "../command/plain-error.ts";
import { descendants, killAll } from "./process-tree.ts";
import type { Process } from "./process-tree.ts";
import { EMULATORS } from "./firebase-config.ts";

/** A project id that starts with `demo-` exists only in emulators and needs no login. */
export const PROJECT = "demo-database-service";

/** What firebase-tools prints when all of them answer. */
const READY = "All emulators ready";

/** firebase-tools ignores a signal that comes within 100 ms of its start, so it may take a second one. */
const SIGNAL_AGAIN_MS = 5_000;
const STOP_TIMEOUT_MS = 10_000;
const POLL_MS = 250;

export interface Emulators {
  /** Resolves when they answer, rejects with a PlainError when they end instead, and stays pending when they are stopped. */
  readonly ready: Promise<void>;
  /** Resolves when they have ended, asked or not. */
  readonly ended: Promise<void>;
  /** Stops them, and whatever they started. May be called at any time, and again. */
  readonly stop: () => Promise<void>;
}

export interface EmulatorOptions {
  /** Path of the firebase.json to run. */
  readonly config: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where they write their logs; what they print is in its emulators.log. */
  readonly logFolder: string;
  /** Gets what they print, too. */
  readonly onOutput?: (text: string) => void;
}

/**
 * Starts Firebase's emulators.
 *
 * They get a process group of their own, so that Ctrl-C in a terminal reaches only the launcher,
 * which then stops them: firebase-tools takes a second signal as leave to abandon its children.
 */
export function startEmulators(options: EmulatorOptions): Emulators {
  const child = spawnFirebase(options);
  const family = new Family(child.pid);
  const ended = once(child, "exit").then(() => {
    family.kill();
  });
  let stopped: Promise<void> | undefined;
  const ready = new Promise<void>((done, fail) => {
    void untilReady(child, family).then(async (output) => {
      if (output === undefined) {
        done();
        return;
      }
      await ended;
      if (stopped === undefined) {
        fail(new PlainError(`The emulators did not start:\n${output.trim()}`));
      }
    });
  });
  return { ready, ended, stop: () => (stopped ??= stop(child, family, ended)) };
}

function spawnFirebase({ config, env, logFolder, onOutput }: EmulatorOptions): ChildProcess {
  const firebase = resolve("node_modules/firebase-tools/lib/bin/firebase.js");
  const args = ["--project", PROJECT, "--config", resolve(config), "--only", EMULATORS.join()];
  const child = spawn(process.execPath, [firebase, "emulators:start", ...args], {
    cwd: logFolder,
    env,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true,
  });
  const log = createWriteStream(join(logFolder, "emulators.log"));
  for (const stream of [child.stdout, child.stderr]) {
    stream?.pipe(log, { end: false });
    if (onOutput !== undefined) stream?.setEncoding("utf8").on("data", onOutput);
  }
  return child;
}

/** Waits until the emulators answer; if they end instead, the result is what they printed. */
function untilReady(child: ChildProcess, family: Family): Promise<string | undefined> {
  return new Promise((settle) => {
    let output = "";
    const listen = (chunk: Buffer | string): void => {
      output += chunk.toString();
      family.meet();
      if (!output.includes(READY)) return;
      child.stdout?.off("data", listen);
      child.stderr?.off("data", listen);
      settle(undefined);
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.once("close", () => {
      settle(output);
    });
  });
}

async function stop(child: ChildProcess, family: Family, ended: Promise<void>): Promise<void> {
  const startedMs = performance.now();
  let signals = 0;
  while (child.exitCode === null && child.signalCode === null) {
    family.meet();
    const elapsedMs = performance.now() - startedMs;
    if (elapsedMs >= STOP_TIMEOUT_MS) child.kill("SIGKILL");
    else if (elapsedMs >= signals * SIGNAL_AGAIN_MS) {
      signals += 1;
      interrupt(child);
    }
    await Promise.race([ended, setTimeout(POLL_MS)]);
  }
  await ended;
}

function interrupt(child: ChildProcess): void {
  if (process.platform === "win32") {
    execFileSync("taskkill", ["/pid", String(child.pid), "/T", "/F"], { stdio: "ignore" });
  } else {
    child.kill("SIGINT");
  }
}

/** The processes below one, as they were met: when it is gone, nobody can tell whose they were. */
class Family {
  readonly #members = new Map<string, Process>();
  readonly #parent: number | undefined;

  constructor(parent: number | undefined) {
    this.#parent = parent;
  }

  meet(): void {
    if (this.#parent === undefined) return;
    for (const member of descendants(this.#parent)) {
      this.#members.set(`${String(member.pid)} ${member.started}`, member);
    }
  }

  kill(): void {
    killAll([...this.#members.values()]);
  }
}
