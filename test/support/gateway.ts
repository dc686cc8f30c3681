import { randomUUID } from "node:crypto";
import { deleteApp, initializeApp } from "firebase/app";
import type { FirebaseApp } from "firebase/app";
import { connectAuthEmulator, getAuth, signInWithCustomToken } from "firebase/auth";
import type { User } from "firebase/auth";
import { getFunctions, httpsCallableFromURL } from "firebase/functions";
import { callableUrls } from "../../packages/gateway/src/cli/emulators/callable-urls.ts";
import { emulators } from "./emulators.ts";

/** Who calls, as the verified token will say it. */
export type Who =
  | "anonymous"
  | { readonly uid: string; readonly admin?: boolean; readonly claims?: Claims }
  | { readonly service: string; readonly admin?: boolean; readonly claims?: Claims };

export type Claims = Readonly<Record<string, unknown>>;

/** One caller of the gateway, with Firebase's own client. */
export interface Client {
  /** Calls the callable; rejects with Firebase's FunctionsError, which has code, message and details. */
  call<Response = unknown>(name: string, data?: unknown): Promise<Response>;
  /** The ID token that it calls with; null for nobody. */
  idToken(): Promise<string | null>;
}

const apps: FirebaseApp[] = [];
let urls: Promise<ReadonlyMap<string, string>> | undefined;

afterAll(async () => {
  await Promise.all(apps.splice(0).map((app) => deleteApp(app)));
});

/**
 * A client that calls as somebody: `clientAs({ uid: "ada" })`, `clientAs({ service: "catalog" })`,
 * `clientAs({ uid: "root", admin: true })`, `clientAs("anonymous")`. It lives until the test file
 * ends.
 */
export async function clientAs(who: Who): Promise<Client> {
  const { app, user } = await appAs(who);
  const functions = getFunctions(app);
  return {
    call: async <Response>(name: string, data?: unknown) => {
      const callable = httpsCallableFromURL<unknown, Response>(functions, await callableUrl(name));
      return (await callable(data)).data;
    },
    idToken: async () => (user === null ? null : await user.getIdToken()),
  };
}

/** An app in which somebody is signed in; it lives until the test file ends. */
export async function appAs(who: Who): Promise<{ app: FirebaseApp; user: User | null }> {
  const app = initializeApp({ apiKey: "demo", projectId: emulators.project }, randomUUID());
  apps.push(app);
  return { app, user: who === "anonymous" ? null : await signIn(app, who) };
}

async function signIn(app: FirebaseApp, who: Exclude<Who, "anonymous">): Promise<User> {
  const auth = getAuth(app);
  connectAuthEmulator(auth, `http://${emulators.auth}`, { disableWarnings: true });
  return (await signInWithCustomToken(auth, customToken(who))).user;
}

/** The Auth emulator takes a custom token unsigned, as plain JSON. */
function customToken(who: Exclude<Who, "anonymous">): string {
  const admin = who.admin === true ? { admin: true } : {};
  const service = "service" in who ? { service: who.service } : {};
  const uid = "service" in who ? `service:${who.service}` : who.uid;
  return JSON.stringify({ uid, claims: { ...admin, ...service, ...who.claims } });
}

async function callableUrl(name: string): Promise<string> {
  urls ??= callableUrls({ origin: emulators.functions, project: emulators.project });
  const url = (await urls).get(name);
  if (url === undefined) throw new Error(`No function ${name} runs under the emulator.`);
  return url;
}
