import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Location, PartialMessage } from "esbuild";

/** Loading takes a second. What waits at its top for what never comes is to be told, too. */
const TIMEOUT_MS = 20_000;

/** A frame of a stack that lies in what teams write. */
const FRAME = /(?:\(|at )([^()]*[\\/]src[\\/]collections[\\/][^()]*):(\d+):(\d+)\)?$/m;

interface Thrown {
  readonly message: string;
  readonly stack: string;
}

/**
 * Why a module of the functions can't be loaded, and which line of the collections it comes from,
 * as esbuild tells of mistakes; undefined if it can. Tried in a process of its own.
 *
 * @param module with its source map beside it
 */
export async function loadError(module: string): Promise<PartialMessage | undefined> {
  const child = fork(resolve("tools/gateway/load-module.ts"), [pathToFileURL(module).href], {
    execArgv: ["--enable-source-maps"],
    timeout: TIMEOUT_MS,
    killSignal: "SIGKILL",
  });
  let thrown: Thrown | undefined;
  child.on("message", (message) => (thrown = message as Thrown));
  const [code] = (await once(child, "exit")) as [number | null];
  if (code === 0) return undefined;
  if (thrown !== undefined) return { text: thrown.message, location: locate(thrown.stack) };
  return {
    text:
      code === null
        ? "The functions do not load within 20 s."
        : "Loading the functions ends their process.",
  };
}

function locate(stack: string): Partial<Location> | null {
  const [, file = "", line, column] = FRAME.exec(stack) ?? [];
  if (file === "") return null;
  const lineText = readFileSync(file, "utf8").split("\n")[Number(line) - 1] ?? "";
  return { file: relative("", file), line: Number(line), column: Number(column) - 1, lineText };
}
