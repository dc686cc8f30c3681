import manifest from "../../package.json" with { type: "json" };
import { PlainError } from "./command/plain-error.ts";

const [MIN_MAJOR = ""] = /\d+/.exec(manifest.engines.node) ?? [];

/**
 * Refuses a Node.js that the library does not run on, before something fails in its middle.
 *
 * @param version as `process.versions.node` has it
 * @throws PlainError
 */
export function checkNode(version: string): void {
  if (Number.parseInt(version, 10) >= Number(MIN_MAJOR)) return;
  throw new PlainError(
    `This needs Node.js ${MIN_MAJOR} or newer, and runs on ${version}: install a newer one (https://nodejs.org), best the one that "engines" in the functions' package.json names.`,
  );
}
