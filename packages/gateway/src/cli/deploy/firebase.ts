import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";

const PROGRAM = "node_modules/firebase-tools/lib/bin/firebase.js";
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** How a command of firebase-tools ended. */
export interface Outcome {
  readonly status: number;
  /** All that it printed; empty where a person was asked, who has read it. */
  readonly output: string;
}

/** What a command of firebase-tools answers, or why it doesn't. */
export interface Answer<Result> {
  readonly result?: Result;
  readonly error?: string;
}

/** Runs a command of firebase-tools that only asks. */
export async function askFirebase<Result>(args: readonly string[]): Promise<Answer<Result>> {
  const command = [PROGRAM, ...args, "--json", "--non-interactive"];
  const options = { encoding: "utf8", maxBuffer: MAX_ANSWER_BYTES } as const;
  try {
    const { stdout } = await promisify(execFile)(process.execPath, command, options);
    return JSON.parse(stdout) as Answer<Result>;
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

/** Runs a command of firebase-tools; what it prints is seen as it comes. */
export async function runFirebase(args: readonly string[], interactive: boolean): Promise<Outcome> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
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
