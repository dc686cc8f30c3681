import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ConsoleConfig } from "../../packages/gateway/console/src/session/console-config.ts";
import { hostingConfig } from "../../packages/gateway/src/cli/console/hosting-config.ts";
import type { Ports } from "../../packages/gateway/src/cli/emulators/emulator-ports.ts";
import { buildConsole } from "../console/build-console.ts";
import { PROJECT } from "../emulators/start-emulators.ts";

const FOLDER = ".cache/start/console";

/** Who signs in at the operator's console under `npm start`. */
const OPERATOR = { email: "operator@example.com", password: "operator" };

/**
 * Builds the console.
 *
 * @returns what the Hosting emulator is told of it
 */
export async function consoleForEmulators(
  ports: Ports,
): Promise<Readonly<Record<string, unknown>>> {
  await buildConsole(FOLDER);
  const auth = `http://127.0.0.1:${String(ports.auth)}`;
  return hostingConfig(FOLDER, {
    connects: [auth, `http://127.0.0.1:${String(ports.functions)}`],
    scripts: ["https://apis.google.com"],
    frames: [auth],
  });
}

/** Tells the console where the functions are, once they are loaded. */
export function writeConsoleConfig(ports: Ports, region: string): void {
  const config: ConsoleConfig = {
    region,
    emulators: {
      auth: `http://127.0.0.1:${String(ports.auth)}`,
      functions: { host: "127.0.0.1", port: ports.functions },
      account: OPERATOR,
    },
  };
  writeFileSync(join(FOLDER, "console.json"), JSON.stringify(config));
}

/** Makes the account of the Auth emulator that may sign in at the console. @throws Error */
export async function createOperator({ auth }: Ports): Promise<void> {
  const response = await fetch(
    `http://127.0.0.1:${String(auth)}/identitytoolkit.googleapis.com/v1/projects/${PROJECT}/accounts:batchCreate`,
    {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer owner" },
      body: JSON.stringify({
        users: [
          {
            localId: "operator",
            email: OPERATOR.email,
            emailVerified: true,
            rawPassword: OPERATOR.password,
            customAttributes: JSON.stringify({ admin: true }),
          },
        ],
      }),
    },
  );
  if (!response.ok) throw new Error(`The Auth emulator refuses: ${await response.text()}`);
}
