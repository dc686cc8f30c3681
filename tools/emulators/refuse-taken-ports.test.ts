import { createServer } from "node:net";
import { once } from "node:events";
import { PlainError } from "../../packages/gateway/src/cli/command/plain-error.ts";
import { refuseTakenPorts } from "./refuse-taken-ports.ts";
import { freePorts } from "./ports.ts";

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
