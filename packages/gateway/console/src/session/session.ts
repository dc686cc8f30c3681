import { initializeApp, type FirebaseOptions } from "firebase/app";
import {
  browserPopupRedirectResolver,
  browserSessionPersistence,
  connectAuthEmulator,
  GoogleAuthProvider,
  initializeAuth,
  onIdTokenChanged,
  signInWithEmailAndPassword,
  signInWithPopup,
  signOut,
  type Auth,
  type User,
} from "firebase/auth";
import { connectFunctionsEmulator, getFunctions, type Functions } from "firebase/functions";
import type { ConsoleConfig } from "./console-config.ts";

/** Who is signed in. */
export interface SignedInAccount {
  readonly uid: string;
  /** The e-mail address, or else the uid. */
  readonly name: string;
  readonly isAdmin: boolean;
}

/** The project's Firebase, as the page uses it. */
export interface Session {
  readonly projectId: string;
  readonly functions: Functions;
  readonly config: ConsoleConfig;
  /** Tells who is signed in, now and at each change; undefined for nobody. Returns what ends it. */
  readonly watchAccount: (tell: (account: SignedInAccount | undefined) => void) => () => void;
  readonly signInWithPassword: (email: string, password: string) => Promise<unknown>;
  readonly signInWithGoogle: () => Promise<unknown>;
  /** Has the account's rights looked up anew: they stand in a token that is good for an hour. */
  readonly renew: () => Promise<unknown>;
  readonly signOut: () => Promise<void>;
}

/** Opens what Firebase Hosting tells of the project, and `/console.json` of its functions. */
export async function openSession(): Promise<Session> {
  const [options, config] = await Promise.all([
    json<FirebaseOptions>("/__/firebase/init.json"),
    json<ConsoleConfig>("/console.json"),
  ]);
  const app = initializeApp(options);
  if (config.appCheckSiteKey !== undefined) {
    const { initializeAppCheck, ReCaptchaEnterpriseProvider } = await import("firebase/app-check");
    const provider = new ReCaptchaEnterpriseProvider(config.appCheckSiteKey);
    initializeAppCheck(app, { provider, isTokenAutoRefreshEnabled: true });
  }
  const auth = initializeAuth(app, {
    persistence: browserSessionPersistence,
    popupRedirectResolver: browserPopupRedirectResolver,
  });
  const functions = getFunctions(app, config.region);
  const { emulators } = config;
  if (emulators !== undefined) {
    connectAuthEmulator(auth, emulators.auth, { disableWarnings: true });
    connectFunctionsEmulator(functions, emulators.functions.host, emulators.functions.port);
  }
  return { projectId: options.projectId ?? "", functions, config, ...accountOf(auth) };
}

function accountOf(auth: Auth): Omit<Session, "projectId" | "functions" | "config"> {
  return {
    watchAccount: (tell) =>
      onIdTokenChanged(auth, (user) => {
        if (user === null) tell(undefined);
        else void accountFor(user).then(tell);
      }),
    signInWithPassword: (email, password) => signInWithEmailAndPassword(auth, email, password),
    signInWithGoogle: () => signInWithPopup(auth, new GoogleAuthProvider()),
    renew: () => auth.currentUser?.getIdToken(true) ?? Promise.resolve(),
    signOut: () => signOut(auth),
  };
}

async function accountFor(user: User): Promise<SignedInAccount> {
  const { claims } = await user.getIdTokenResult();
  return { uid: user.uid, name: user.email ?? user.uid, isAdmin: claims["admin"] === true };
}

async function json<T>(path: string): Promise<T> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} answers ${String(response.status)}.`);
  return (await response.json()) as T;
}
