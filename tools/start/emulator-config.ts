import { readFileSync, writeFileSync } from "node:fs";
import { parseFirebaseJson } from "../../packages/gateway/src/cli/project/firebase-json.ts";
import { freePorts, isTaken } from "../emulators/ports.ts";

/** Beside firebase.json, since its paths are relative to its folder. */
export const EMULATOR_CONFIG = ".firebase.start.json";

/** On which macOS has a service of its own. */
const DEFAULT_HOSTING_PORT = 5_000;

interface Config {
  readonly emulators?: {
    readonly functions?: { readonly host?: string };
    readonly hosting?: { readonly port?: number };
  };
}

/** What the emulators are told besides. */
interface EmulatorAdditions {
  /** Where the functions emulator listens. */
  readonly functionsPort: number;
  /** What the Hosting emulator serves, and where. */
  readonly hosting: Readonly<Record<string, unknown>>;
  readonly hostingPort: number;
}

/**
 * Writes {@link EMULATOR_CONFIG}: what firebase.json says, but for where the functions emulator
 * listens, and with what the Hosting emulator serves.
 *
 * @returns the host on which clients expect the functions
 * @throws PlainError where firebase.json is not JSON
 */
export function writeEmulatorConfig(additions: EmulatorAdditions): string {
  const config = readConfig();
  const emulators = {
    ...config.emulators,
    functions: { port: additions.functionsPort },
    hosting: { port: additions.hostingPort },
  };
  const { hosting } = additions;
  writeFileSync(EMULATOR_CONFIG, JSON.stringify({ ...config, hosting, emulators }));
  return config.emulators?.functions?.host ?? "127.0.0.1";
}

/** Where the Hosting emulator is to listen: as firebase.json says, or at its default if that is free. */
export async function hostingPort(): Promise<number> {
  const port = readConfig().emulators?.hosting?.port;
  if (port !== undefined) return port;
  if (!(await isTaken(DEFAULT_HOSTING_PORT))) return DEFAULT_HOSTING_PORT;
  const [free = 0] = await freePorts(1);
  return free;
}

function readConfig(): Config {
  return parseFirebaseJson(readFileSync("firebase.json", "utf8"), "firebase.json") as Config;
}
