import { parseArgs } from "node:util";
import { applicationDefault, initializeApp } from "firebase-admin/app";
import { getAuth } from "firebase-admin/auth";
import { emulatorPorts } from "./emulators/firebase-config.ts";
import { PlainError } from "./command/plain-error.ts";
import { runCommand } from "./command/run-command.ts";
import {
  authEmulator,
  serviceIdentity,
  signInWithCustomToken,
  unsignedCustomToken,
} from "./gateway/sign-in.ts";
import type { Identity } from "./gateway/sign-in.ts";

const USAGE = `Prints an ID token with which a service calls the gateway, good for an hour.

  npm run service-token -- <name>                    under npm start
  npm run service-token -- <name> --admin            with the admin claim
  npm run service-token -- <name> --project <id> --api-key <key>

For a real project it signs with the service account of GOOGLE_APPLICATION_CREDENTIALS, or
whatever account gcloud's application default credentials may sign as. The web API key stands in
the project's settings.`;

await runCommand(async () => {
  const { name, admin, project, apiKey } = readArguments();
  const identity = serviceIdentity(name, admin);
  if (project === undefined) {
    console.log(await emulatorToken(identity));
  } else {
    const token = await signedCustomToken(identity, project);
    const server = { origin: "https://identitytoolkit.googleapis.com", apiKey };
    console.log(await signInWithCustomToken(server, token));
  }
  return 0;
});

function readArguments() {
  const { values, positionals } = parsed();
  const [name, ...others] = positionals;
  const { admin = false, project, "api-key": apiKey = "" } = values;
  if (name === undefined || others.length > 0) throw new PlainError(USAGE);
  if ((project === undefined) !== (apiKey === "")) {
    throw new PlainError("A real project needs both, --project and --api-key.");
  }
  return { name, admin, project, apiKey };
}

function parsed() {
  try {
    return parseArgs({
      options: {
        admin: { type: "boolean" },
        project: { type: "string" },
        "api-key": { type: "string" },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw new PlainError(`${(error as Error).message}\n\n${USAGE}`, { cause: error });
  }
}

async function emulatorToken(identity: Identity): Promise<string> {
  const host =
    process.env["FIREBASE_AUTH_EMULATOR_HOST"] ?? `127.0.0.1:${String(emulatorPorts().auth)}`;
  try {
    return await signInWithCustomToken(authEmulator(host), unsignedCustomToken(identity));
  } catch (cause) {
    throw new PlainError(
      `${(cause as Error).message} Run npm start in another terminal, or name a real project ` +
        "with --project and --api-key.",
      { cause },
    );
  }
}

async function signedCustomToken({ uid, claims }: Identity, projectId: string): Promise<string> {
  const app = initializeApp({ credential: applicationDefault(), projectId });
  try {
    return await getAuth(app).createCustomToken(uid, claims);
  } catch (cause) {
    throw new PlainError(`No custom token could be signed: ${(cause as Error).message}`, { cause });
  }
}
