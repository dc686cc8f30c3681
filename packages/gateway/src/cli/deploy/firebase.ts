import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { PlainError } from "../command/plain-error.ts";

const PROGRAM = "firebase-tools/lib/bin/firebase.js";
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** How a command of firebase-tools ended. */
export interface FirebaseOutcome {
  readonly status: number;
  /** All that it printed; empty where a person was asked, who has read it. */
  readonly output: string;
}

/** What a command of firebase-tools answers, or why it doesn't. */
export interface FirebaseAnswer<Result> {
  readonly result?: Result;
  readonly error?: string;
}

/**
 * Where a project has firebase-tools installed.
 *
 * @throws PlainError where it has not: another version than the project's own might do another thing
 */
function programFor(folder: string): string {
  try {
    return createRequire(join(folder, "package.json")).resolve(PROGRAM);
  } catch (cause) {
    throw new PlainError(
      `firebase-tools is not installed in ${folder} or above: npm install --save-dev firebase-tools`,
      { cause },
    );
  }
}

/** Runs a command of firebase-tools that only asks. @throws PlainError where there is none */
export async function askFirebase<Result>(
  args: readonly string[],
  folder: string,
): Promise<FirebaseAnswer<Result>> {
  const command = [programFor(folder), ...args, "--json", "--non-interactive"];
  const options = { encoding: "utf8", maxBuffer: MAX_ANSWER_BYTES, cwd: folder } as const;
  try {
    const { stdout } = await promisify(execFile)(process.execPath, command, options);
    return JSON.parse(stdout) as FirebaseAnswer<Result>;
  } catch (failed) {
    return { error: whyNot((failed as { readonly stdout?: string }).stdout ?? "") };
  }
}

function whyNot(stdout: string): string {
  try {
    return (JSON.parse(stdout) as { readonly error: string }).error;
  } catch {
    return stdout;
  }
}

/** Where and how a command is run. */
export interface FirebaseOptions {
  readonly folder: string;
  /** Whether somebody is there to be asked. */
  readonly interactive: boolean;
}

/**
 * Runs a command of firebase-tools; what it prints is seen as it comes.
 *
 * @throws PlainError where there is none
 */
export async function runFirebase(
  args: readonly string[],
  { folder, interactive }: FirebaseOptions,
): Promise<FirebaseOutcome> {
  const child = spawn(process.execPath, [programFor(folder), ...args], {
    cwd: folder,
    stdio: interactive ? "inherit" : ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    process.stderr.write(text);
  });
  const [status] = (await once(child, "close")) as [number | null];
  return { status: status ?? 1, output };
}
