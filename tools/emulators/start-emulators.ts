import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { PlainError } from "../../packages/gateway/src/cli/command/plain-error.ts";
import { ProcessFamily } from "./process-family.ts";
import {
  EMULATORS,
  type Emulator,
} from "../../packages/gateway/src/cli/emulators/emulator-ports.ts";

/** A project id that starts with `demo-` exists only in emulators and needs no login. */
export const PROJECT = "demo-database-service";

/** What firebase-tools prints when all of them answer. */
const READY = "All emulators ready";

/** firebase-tools ignores a signal that comes within 100 ms of its start, so it may take a second one. */
const SIGNAL_AGAIN_MS = 5_000;
const STOP_TIMEOUT_MS = 10_000;
const POLL_MS = 250;

export interface Emulators {
  /** Resolves when they answer; rejects with a PlainError when they end before, without being stopped. */
  readonly ready: Promise<void>;
  /** Resolves when they have ended without being stopped. */
  readonly ended: Promise<void>;
  /** Stops them, and whatever they started. May be called at any time, and again. */
  readonly stop: () => Promise<void>;
}

export interface EmulatorOptions {
  /** Path of the firebase.json to run. */
  readonly config: string;
  readonly env: NodeJS.ProcessEnv;
  /** @default all of {@link EMULATORS} */
  readonly only?: readonly (Emulator | "hosting")[];
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
  const family = new ProcessFamily(child.pid);
  const transcript = new Transcript(child, family);
  let stopped: Promise<void> | undefined;
  const closed = once(child, "close");
  const exited = once(child, "exit").then(() => {
    family.kill();
  });
  const ended = new Promise<void>((done) => {
    void closed.then(() => {
      if (stopped === undefined) done();
    });
  });
  const failed = ended.then(() => {
    throw new PlainError(whyNotStarted(transcript.text));
  });
  return {
    ready: Promise.race([transcript.ready, failed]),
    ended,
    stop: () => (stopped ??= stop(child, family, exited)),
  };
}

function spawnFirebase(options: EmulatorOptions): ChildProcess {
  const { config, env, only = EMULATORS, logFolder, onOutput } = options;
  const firebase = resolve("node_modules/firebase-tools/lib/bin/firebase.js");
  const args = ["--project", PROJECT, "--config", resolve(config), "--only", only.join()];
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

/** What they print until they answer. */
class Transcript {
  text = "";
  readonly ready: Promise<void>;

  constructor(child: ChildProcess, family: ProcessFamily) {
    this.ready = new Promise((done) => {
      const take = (chunk: Buffer | string): void => {
        this.text += chunk.toString();
        family.meet();
        if (!this.text.includes(READY)) return;
        child.stdout?.off("data", take);
        child.stderr?.off("data", take);
        done();
      };
      child.stdout?.on("data", take);
      child.stderr?.on("data", take);
    });
  }
}

function whyNotStarted(output: string): string {
  if (/Failed to make request to \S+cloud-firestore-emulator/.test(output)) {
    return (
      "The Firestore emulator's program can't be downloaded: check the network, or set " +
      "FIRESTORE_EMULATOR_BINARY_PATH to its jar (gcloud components install cloud-firestore-emulator has one)."
    );
  }
  return `The emulators did not start:\n${output.trim()}`;
}

async function stop(
  child: ChildProcess,
  family: ProcessFamily,
  ended: Promise<void>,
): Promise<void> {
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
