import { parseCommandLine } from "../../packages/gateway/src/cli/command/parse-command-line.ts";
import {
  emulatorEnvironment,
  hasJavaForEmulator,
  withoutFirestoreEmulator,
} from "../emulators/emulator-environment.ts";
import {
  EMULATORS,
  type Emulator,
} from "../../packages/gateway/src/cli/emulators/emulator-ports.ts";
import { MIN_JAVA_MAJOR } from "../emulators/find-java.ts";
import type { Machine } from "../emulators/machine.ts";
import { serveMemoryFirestore } from "../memory-firestore/serve-memory-firestore.ts";

export const HELP = `npm start -- [--memory]

Runs the gateway on Firebase's emulators until Ctrl-C.

  --memory  keeps documents in the gateway's own memory store, not in the Firestore emulator:
            needs no Java, and starts sooner; nothing can be listened to. Chosen by itself on a
            machine without a fitting JDK.`;

/** Where the functions' documents are kept under `npm start`. */
export interface LocalFirestore {
  /** What firebase-tools is started with. */
  readonly env: NodeJS.ProcessEnv;
  /** The emulators that firebase-tools starts. */
  readonly only: readonly Emulator[];
  /** What whoever started it has to know. */
  readonly note?: string;
  /** Ends what firebase-tools has not started. */
  readonly close: () => void;
}

/** Whether documents are kept in memory, because that was asked for or nothing else runs here. */
export function usesMemory(args: readonly string[], machine: Machine): boolean {
  const { values } = parseCommandLine(
    { args: [...args], options: { memory: { type: "boolean", default: false } } },
    HELP,
  );
  return values.memory || !hasJavaForEmulator(machine);
}

/** Firestore's emulator, for firebase-tools to start. */
export function firestoreEmulator(machine: Machine): LocalFirestore {
  return { env: emulatorEnvironment(machine), only: EMULATORS, close: () => undefined };
}

/** The memory store. */
export async function memoryFirestore(machine: Machine, port: number): Promise<LocalFirestore> {
  const server = await serveMemoryFirestore(port);
  return {
    env: withoutFirestoreEmulator(machine, `127.0.0.1:${String(port)}`),
    only: EMULATORS.filter((emulator) => emulator !== "firestore"),
    note: memoryNote(machine),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function memoryNote(machine: Machine): string {
  const why = hasJavaForEmulator(machine)
    ? "as asked"
    : `since there is no JDK ${String(MIN_JAVA_MAJOR)} or newer here (https://adoptium.net) for the Firestore emulator`;
  return (
    `Documents are kept in memory and gone when this stops, ${why}: the gateway reaches them, ` +
    "firebase-admin, triggers and rules tests don't, and nothing can be listened to."
  );
}
