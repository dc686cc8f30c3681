import type { Auth, UserRecord } from "firebase-admin/auth";
import { PlainError } from "../command/plain-error.ts";
import { emulatorPorts } from "../emulators/emulator-ports.ts";
import { emulatorProject } from "../emulators/emulator-project.ts";
import { findProject } from "../project/find-project.ts";
import { adminApp } from "../tokens/admin-app.ts";

/**
 * The accounts of a project, or of the Auth emulator.
 *
 * @param project undefined for the emulator
 * @throws PlainError where it is not known for which project the emulator runs
 */
export async function openAccounts(project: string | undefined): Promise<Auth> {
  const { getAuth } = await import("firebase-admin/auth");
  if (project !== undefined) {
    delete process.env["FIREBASE_AUTH_EMULATOR_HOST"];
    return getAuth(await adminApp(project));
  }
  process.env["FIREBASE_AUTH_EMULATOR_HOST"] ??= `127.0.0.1:${String(emulatorPorts().auth)}`;
  const { initializeApp } = await import("firebase-admin/app");
  return getAuth(initializeApp({ projectId: emulatorProject(findProject().folder) }));
}

/**
 * The account with a uid, or else with a verified e-mail address.
 *
 * @throws PlainError where there is none, or whoever signed up with the address may not own it
 */
export async function accountOf(accounts: Auth, user: string): Promise<UserRecord> {
  const byUid = await found(() => accounts.getUser(user));
  if (byUid !== undefined) return byUid;
  const byEmail = user.includes("@") ? await found(() => accounts.getUserByEmail(user)) : undefined;
  if (byEmail === undefined) {
    throw new PlainError(
      `There is no account with the uid or e-mail address ${user}: its user has to sign in once.`,
    );
  }
  if (!byEmail.emailVerified) {
    throw new PlainError(
      `The account ${byEmail.uid} has the address ${user} and has not verified it: somebody else may have signed up ` +
        "with it. Have the address verified, or, if you know whose account it is, name it by its uid.",
    );
  }
  return byEmail;
}

const ABSENT = ["auth/user-not-found", "auth/invalid-uid", "auth/invalid-email"];

async function found(ask: () => Promise<UserRecord>): Promise<UserRecord | undefined> {
  try {
    return await ask();
  } catch (cause) {
    const { code, message } = cause as Error & { readonly code?: string };
    if (ABSENT.includes(code ?? "")) return undefined;
    throw new PlainError(
      `Firebase Authentication can't be asked: ${message} For the emulator start it in another terminal; for a ` +
        "project name it with --project, and have credentials: gcloud auth application-default login.",
      { cause },
    );
  }
}
