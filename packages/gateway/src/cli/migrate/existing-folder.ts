import { statSync } from "node:fs";
import { PlainError } from "../command/plain-error.ts";

/** The path itself. @throws PlainError where there is no folder */
export function existingFolder(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return path;
  throw new PlainError(`There is no folder ${path}.`);
}
