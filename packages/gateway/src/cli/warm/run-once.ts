import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const FRAMEWORK = "node_modules/@google-cloud/functions-framework/build/src/main.js";

const START_TIMEOUT_MS = 30_000;
const CALL_TIMEOUT_MS = 10_000;
const END_TIMEOUT_MS = 10_000;
const POLL_MS = 20;

/**
 * Starts a function of this folder as the platform does, makes one call, and ends it in peace: only
 * then does Node write what it has compiled.
 *
 * @param environment all variables of its process
 * @throws Error where it ends before it answers, or does not answer
 */
export async function runOnce(environment: NodeJS.ProcessEnv): Promise<void> {
  const port = await freePort();
  const child = spawn(process.execPath, [FRAMEWORK], {
    env: { PATH: process.env["PATH"], ...environment, PORT: String(port) },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(child, "exit");
  try {
    await Promise.race([ended.then(endedBefore), call(port)]);
  } finally {
    child.kill("SIGTERM");
    const killing = setTimeout(() => child.kill("SIGKILL"), END_TIMEOUT_MS);
    await ended;
    clearTimeout(killing);
  }
}

function endedBefore(): never {
  throw new Error("functions-framework ends before it answers.");
}

/** A function of one callable takes it at any path. What it is answered does not matter. */
async function call(port: number): Promise<void> {
  const url = `http://127.0.0.1:${String(port)}/getDocument`;
  const body = JSON.stringify({ data: { path: "warm/up" } });
  const headers = { "content-type": "application/json" };
  const startMs = performance.now();
  while (performance.now() - startMs < START_TIMEOUT_MS) {
    const signal = AbortSignal.timeout(CALL_TIMEOUT_MS);
    try {
      await (await fetch(url, { method: "POST", headers, body, signal })).text();
      return;
    } catch {
      await sleep(POLL_MS);
    }
  }
  throw new Error("It does not answer.");
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  await once(server.close(), "close");
  return port;
}
