import { randomUUID } from "node:crypto";
import { deleteApp, initializeApp, type FirebaseApp } from "firebase/app";
import { getFunctions, httpsCallableFromURL } from "firebase/functions";
import { emulators } from "./emulators.ts";
import type { Client } from "./gateway.ts";
import type { GatewayProcess } from "./gateway-process.ts";
import { idTokenClaims, sign, type TokenClaims } from "../../tools/production/token-issuer.ts";

const apps: FirebaseApp[] = [];

afterAll(async () => {
  await Promise.all(apps.splice(0).map((app) => deleteApp(app)));
});

/**
 * Firebase's own client before an instance of every callable, signed in with a token of the test's
 * own issuer: where Firebase Authentication would stand in the app, this stands.
 */
export function signedClient({ url }: GatewayProcess, claims: TokenClaims): Client {
  const { app, accessToken } = signedApp(claims);
  const functions = getFunctions(app);
  return {
    call: async <Response>(name: string, data?: unknown) => {
      const callable = httpsCallableFromURL<unknown, Response>(functions, `${url}${name}`);
      return (await callable(data)).data;
    },
    idToken: async () => Promise.resolve(accessToken),
  };
}

/** An app in which somebody is signed in; it lives until the test file ends. */
export function signedApp(claims: TokenClaims) {
  const app = initializeApp({ apiKey: "demo", projectId: emulators.project }, randomUUID());
  apps.push(app);
  const accessToken = sign(idTokenClaims(emulators.project, claims));
  signIn(app, { uid: String(claims.sub), accessToken });
  return { app, accessToken };
}

/** Puts an Authentication into the app that has this one token. */
function signIn(
  app: FirebaseApp,
  { uid, accessToken }: { readonly uid: string; readonly accessToken: string },
): void {
  const { container } = app as unknown as {
    readonly container: { addComponent(component: object): void };
  };
  container.addComponent({
    name: "auth-internal",
    type: "PRIVATE",
    instantiationMode: "EAGER",
    multipleInstances: false,
    serviceProps: {},
    onInstanceCreated: null,
    instanceFactory: () => ({
      getToken: async () => Promise.resolve({ accessToken }),
      getUid: () => uid,
    }),
  });
}
