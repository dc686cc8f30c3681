import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";

/** Runs a command of this repository's command line, before the emulators of the test run. */
export function runDatabaseService(...args: readonly string[]) {
  return runDatabaseServiceIn(".", ...args);
}

/** The same in the folder of another project, whose functions are of the same layout. */
export async function runDatabaseServiceIn(folder: string, ...args: readonly string[]) {
  const script = resolve("tools/database-service.ts");
  const child = spawn(process.execPath, [script, ...args], { cwd: folder, env: process.env });
  const [output, messages, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  return { exitCode, output: output.trim(), messages: messages.trim() };
}
