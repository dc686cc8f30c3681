import { folderOfProject } from "../project/find-project.ts";
import { readFirebaseJson } from "../project/firebase-json.ts";

/** The emulators whose addresses clients know. */
export const EMULATORS = ["auth", "functions", "firestore"] as const;

export type Emulator = (typeof EMULATORS)[number];

export type Ports = Readonly<Record<Emulator, number>>;

/** Where they listen by default. @see https://firebase.google.com/docs/emulator-suite/install_and_configure */
const DEFAULT_PORTS: Ports = { auth: 9_099, functions: 5_001, firestore: 8_080 };

/** Where the emulators of a project listen. @throws PlainError for a firebase.json that is none */
export function emulatorPorts(from = process.cwd()): Ports {
  const folder = folderOfProject(from);
  const { emulators = {} } = folder === undefined ? {} : readFirebaseJson(folder);
  const ports = EMULATORS.map((name) => [name, emulators[name]?.port ?? DEFAULT_PORTS[name]]);
  return Object.fromEntries(ports) as Ports;
}
