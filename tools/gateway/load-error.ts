import { readFileSync } from "node:fs";
import { relative } from "node:path";
import type { Location, PartialMessage } from "esbuild";

/** A frame of a stack that lies in what teams write. */
const FRAME = /(?:\(|at )([^()]*[\\/]src[\\/]collections[\\/][^()]*):(\d+):(\d+)\)?$/m;

/** What loading a module has thrown. */
export interface Thrown {
  readonly message: string;
  /** With source maps applied. */
  readonly stack: string;
}

/** Why the functions can't be loaded, and which line of the collections it comes from, as esbuild tells of mistakes. */
export function loadError({ message, stack }: Thrown): PartialMessage {
  return { text: message, location: locate(stack) };
}

function locate(stack: string): Partial<Location> | null {
  const [, file = "", line, column] = FRAME.exec(stack) ?? [];
  if (file === "") return null;
  const lineText = readFileSync(file, "utf8").split("\n")[Number(line) - 1] ?? "";
  return { file: relative("", file), line: Number(line), column: Number(column) - 1, lineText };
}
