import { initializeApp as initializeAdmin } from "firebase-admin/app";
import { getAuth as getAdminAuth } from "firebase-admin/auth";
import { initializeApp } from "firebase/app";
import { connectAuthEmulator, getAuth, signInWithCustomToken } from "firebase/auth";
import { connectFunctionsEmulator, getFunctions } from "firebase/functions";
import { connect, type Database } from "@database-service/client";

export interface Place {
  readonly projectId: string;
  /** The project's web API key; an emulator takes any. */
  readonly apiKey: string;
  /** Of the emulators; neither where the project is deployed. */
  readonly authOrigin?: string | undefined;
  readonly functionsOrigin?: string | undefined;
}

/**
 * The gateway, called by a service. Its token says so by the claim `service`; Firebase's client
 * renews it before it ends.
 */
export async function connectService(
  service: string,
  { projectId, apiKey, authOrigin, functionsOrigin }: Place,
): Promise<Database> {
  // Signed with the service account that the process runs as; the emulator takes it unsigned.
  const admin = initializeAdmin({ projectId }, `admin of ${service}`);
  const token = await getAdminAuth(admin).createCustomToken(`service:${service}`, { service });

  const app = initializeApp({ apiKey, projectId }, service);
  const auth = getAuth(app);
  if (authOrigin !== undefined) connectAuthEmulator(auth, authOrigin, { disableWarnings: true });
  await signInWithCustomToken(auth, token);

  const functions = getFunctions(app);
  if (functionsOrigin !== undefined) {
    const { hostname, port } = new URL(functionsOrigin);
    connectFunctionsEmulator(functions, hostname, Number(port));
  }
  return connect(functions, { maxQuotaWaitMs: 60_000 });
}
