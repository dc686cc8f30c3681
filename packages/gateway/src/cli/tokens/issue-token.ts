import { PlainError } from "../command/plain-error.ts";
import { emulatorPorts } from "../emulators/emulator-ports.ts";
import { adminApp } from "./admin-app.ts";
import {
  authEmulator,
  signInWithCustomToken,
  unsignedCustomToken,
  type TokenIdentity,
} from "./sign-in.ts";

/** A deployed project, as tokens need it. */
export interface Project {
  readonly id: string;
  /** The web API key; it stands in the project's settings. */
  readonly apiKey: string;
}

/**
 * An ID token for anybody, good for an hour: of a real project, by whose service account it is
 * signed; else of the Auth emulator.
 *
 * @throws PlainError when it can't be signed, or Auth can't be reached or refuses
 */
export async function issueToken(identity: TokenIdentity, project?: Project): Promise<string> {
  if (project === undefined) return emulatorToken(identity);
  const server = { origin: "https://identitytoolkit.googleapis.com", apiKey: project.apiKey };
  return signInWithCustomToken(server, await signedCustomToken(identity, project.id));
}

async function emulatorToken(identity: TokenIdentity): Promise<string> {
  const host =
    process.env["FIREBASE_AUTH_EMULATOR_HOST"] ?? `127.0.0.1:${String(emulatorPorts().auth)}`;
  try {
    return await signInWithCustomToken(authEmulator(host), unsignedCustomToken(identity));
  } catch (cause) {
    throw new PlainError(
      `${(cause as Error).message} Start the emulators in another terminal, or name a real project ` +
        "with --project and --api-key.",
      { cause },
    );
  }
}

async function signedCustomToken(
  { uid, claims }: TokenIdentity,
  projectId: string,
): Promise<string> {
  const { getAuth } = await import("firebase-admin/auth");
  try {
    return await getAuth(await adminApp(projectId)).createCustomToken(uid, claims);
  } catch (cause) {
    throw new PlainError(`No custom token could be signed: ${(cause as Error).message}`, { cause });
  }
}
