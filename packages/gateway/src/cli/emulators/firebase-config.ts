import { readFileSync } from "node:fs";
import { PlainError } from "../command/plain-error.ts";
import { isTaken } from "../../../../../tools/emulators/ports.ts";

/** The emulators whose addresses clients know. */
export const EMULATORS = ["auth", "functions", "firestore"] as const;

export type Emulator = (typeof EMULATORS)[number];

export type Ports = Readonly<Record<Emulator, number>>;

/** The part of firebase.json that says where the emulators listen. */
interface FirebaseConfig {
  readonly emulators: Readonly<Record<Emulator, { readonly port: number }>>;
}

export function emulatorPorts(firebaseJson = "firebase.json"): Ports {
  const { emulators } = JSON.parse(readFileSync(firebaseJson, "utf8")) as FirebaseConfig;
  const { auth, functions, firestore } = emulators;
  return { auth: auth.port, functions: functions.port, firestore: firestore.port };
}

/** @throws PlainError when something listens on one of them already. */
export async function refuseTakenPorts(ports: Ports): Promise<void> {
  for (const emulator of EMULATORS) {
    const port = ports[emulator];
    if (!(await isTaken(port))) continue;
    throw new PlainError(
      `Port ${String(port)} is taken, where the ${emulator} emulator should listen: stop what listens there ` +
        `(another npm start?), or change emulators.${emulator}.port in firebase.json.`,
    );
  }
}
