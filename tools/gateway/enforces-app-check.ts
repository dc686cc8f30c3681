import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { PROJECT } from "../emulators/start-emulators.ts";

/** Where the emulators' settings stand, in the order in which firebase-tools reads them: the last counts. */
const FILES = [".env", `.env.${PROJECT}`, ".env.local"];

/** Whether the functions, as `npm start` runs them, refuse calls without an App Check token. */
export function enforcesAppCheck(folder = "functions"): boolean {
  const values = FILES.map((name) => join(folder, name))
    .filter((file) => existsSync(file))
    .flatMap((file) => parseEnv(readFileSync(file, "utf8"))["ENFORCE_APP_CHECK"] ?? []);
  return values.at(-1) === "true";
}
