import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { PROJECT } from "../emulators/start-emulators.ts";

/** Where the emulators' settings stand, in the order in which firebase-tools reads them: the last counts. */
const FILES = [".env", `.env.${PROJECT}`, ".env.local", ".secret.local"];

/** The functions' settings, as `npm start` runs them. */
export function functionSettings(folder = "functions"): NodeJS.ProcessEnv {
  const settings = FILES.map((name) => join(folder, name))
    .filter((file) => existsSync(file))
    .map((file) => parseEnv(readFileSync(file, "utf8")));
  return Object.assign({}, ...settings) as NodeJS.ProcessEnv;
}
