import { createServer } from "node:net";
import { once } from "node:events";
import { PlainError } from "../command/plain-error.ts";
import { emulatorPorts, refuseTakenPorts } from "./firebase-config.ts";
import { freePorts } from "../../../../../tools/emulators/ports.ts";

test("the emulators listen where Firebase's own do by default", () => {
  expect(emulatorPorts()).toEqual({ auth: 9099, functions: 5001, firestore: 8080 });
});

test("a taken port is refused in one sentence that names it, the emulator, and what to do", async () => {
  const [auth = 0, functions = 0, firestore = 0] = await freePorts(3);
  await refuseTakenPorts({ auth, functions, firestore });
  const server = createServer().listen(firestore, "127.0.0.1");
  await once(server, "listening");
  const refusal = refuseTakenPorts({ auth, functions, firestore });
  await expect(refusal).rejects.toBeInstanceOf(PlainError);
  await expect(refusal).rejects.toThrow(
    `Port ${String(firestore)} is taken, where the firestore emulator should listen: stop what`,
  );
  server.close();
});
