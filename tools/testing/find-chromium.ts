import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/** The program of a Chromium on this machine: what CHROMIUM names, or what is on the path. */
export function findChromium(env: NodeJS.ProcessEnv): string | undefined {
  const { CHROMIUM: named, PATH = "" } = env;
  const candidates = NAMES.flatMap((name) =>
    PATH.split(delimiter).map((folder) => join(folder, name)),
  );
  return [...(named === undefined ? [] : [named]), ...candidates].find(existsSync);
}
