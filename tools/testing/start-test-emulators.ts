import { copyFileSync, existsSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildFunctions } from "../gateway/build-functions.ts";
import { thisMachine } from "../emulators/machine.ts";
import { PROJECT, startEmulators } from "../emulators/start-emulators.ts";
import type { Emulators } from "../emulators/start-emulators.ts";
import { freePorts } from "../emulators/ports.ts";
import { firestoreEmulator, type memoryFirestore } from "../start/local-firestore.ts";
import { PACKED_MODULE } from "../production/pack-folder.ts";
import { warmUp } from "../emulators/warm-up.ts";

export interface TestEmulators extends Emulators {
  /** Where the tests find them. */
  readonly testEnv: NodeJS.ProcessEnv;
}

/**
 * Starts emulators for tests, with ports and a build of their own in `folder`, so that neither
 * `npm start` nor another test run is in the way. Their logs are left there too.
 *
 * @param keepDocuments where documents are kept, given the port for them @default Firestore's emulator
 */
export async function startTestEmulators(
  folder: string,
  keepDocuments: typeof memoryFirestore = async (machine) => firestoreEmulator(machine),
): Promise<TestEmulators> {
  const ports = await choosePorts();
  const { env, only, close } = await keepDocuments(thisMachine(), ports.firestore);
  await layOutFunctions(join(folder, "functions"));
  copyFileSync("firestore.rules", join(folder, "firestore.rules"));
  const config = join(folder, "firebase.json");
  writeFileSync(config, JSON.stringify(configFor(ports)));
  const emulators = startEmulators({ config, env, only, logFolder: folder });
  const firestore = `127.0.0.1:${String(ports.firestore)}`;
  return {
    ...emulators,
    stop: () => emulators.stop().finally(close),
    ready: emulators.ready.then(() => warmUp(firestore)),
    testEnv: {
      GCLOUD_PROJECT: PROJECT,
      FIRESTORE_EMULATOR_HOST: firestore,
      FIREBASE_AUTH_EMULATOR_HOST: `127.0.0.1:${String(ports.auth)}`,
      FUNCTIONS_EMULATOR_ORIGIN: `http://127.0.0.1:${String(ports.functions)}`,
    },
  };
}

/** The folder as a deploy packs it, with the dependencies that are installed already. */
async function layOutFunctions(folder: string): Promise<void> {
  await buildFunctions(join(folder, PACKED_MODULE));
  for (const file of ["package.json", ".env"]) {
    const source = join("functions", file);
    if (existsSync(source)) copyFileSync(source, join(folder, file));
  }
  // Whatever the project itself enforces, most tests' calls carry no App Check token.
  writeFileSync(join(folder, ".env.local"), "ENFORCE_APP_CHECK=false\n");
  symlinkSync(resolve("functions/node_modules"), join(folder, "node_modules"), "junction");
}

interface Ports {
  readonly auth: number;
  readonly functions: number;
  readonly firestore: number;
  /** Ports that firebase-tools needs for itself. */
  readonly inner: readonly number[];
}

async function choosePorts(): Promise<Ports> {
  const [auth = 0, functions = 0, firestore = 0, ...inner] = await freePorts(8);
  return { auth, functions, firestore, inner };
}

function configFor({ auth, functions, firestore, inner }: Ports): object {
  const [hub, logging, eventarc, tasks, websocketPort] = inner;
  return {
    functions: [{ source: "functions", codebase: "database-service" }],
    firestore: { rules: "firestore.rules" },
    emulators: {
      auth: { port: auth },
      functions: { port: functions },
      firestore: { port: firestore, websocketPort },
      hub: { port: hub },
      logging: { port: logging },
      eventarc: { port: eventarc },
      tasks: { port: tasks },
      ui: { enabled: false },
    },
  };
}
