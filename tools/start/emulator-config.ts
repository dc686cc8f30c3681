import { readFileSync, writeFileSync } from "node:fs";
import { parseFirebaseJson } from "../../packages/gateway/src/cli/project/firebase-json.ts";

/** Beside firebase.json, since its paths are relative to its folder. */
export const EMULATOR_CONFIG = ".firebase.start.json";

interface Config {
  readonly emulators?: { readonly functions?: { readonly host?: string } };
}

/**
 * Writes {@link EMULATOR_CONFIG}: what firebase.json says, but for where the functions emulator
 * listens.
 *
 * @returns the host on which clients expect it @throws PlainError where firebase.json is not JSON
 */
export function writeEmulatorConfig(functionsPort: number): string {
  const config = parseFirebaseJson(
    readFileSync("firebase.json", "utf8"),
    "firebase.json",
  ) as Config;
  const emulators = { ...config.emulators, functions: { port: functionsPort } };
  writeFileSync(EMULATOR_CONFIG, JSON.stringify({ ...config, emulators }));
  return config.emulators?.functions?.host ?? "127.0.0.1";
}
