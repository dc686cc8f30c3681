import { PlainError } from "../../packages/gateway/src/cli/command/plain-error.ts";
import { EMULATORS, type Ports } from "../../packages/gateway/src/cli/emulators/emulator-ports.ts";
import { isTaken } from "./ports.ts";

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
