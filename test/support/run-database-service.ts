import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** Runs a command of this repository's command line, before the emulators of the test run. */
export async function runDatabaseService(...args: readonly string[]) {
  const child = spawn(process.execPath, ["tools/database-service.ts", ...args], {
    env: process.env,
  });
  const [output, messages, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  return { exitCode, output: output.trim(), messages: messages.trim() };
}
