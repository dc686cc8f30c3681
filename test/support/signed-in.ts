import { randomUUID } from "node:crypto";
import type { FirebaseApp } from "firebase/app";
import type { Firestore, FirestoreSettings } from "firebase/firestore";
import { idTokenClaims, sign, type TokenClaims } from "../../tools/production/token-issuer.ts";
import { emulators } from "./emulators.ts";
import type { FullSdk } from "./full-sdk.ts";

/** What Firebase's packages find each other by. */
interface Registered {
  readonly container: {
    addComponent(component: object): void;
  };
}

/** An app in which somebody is signed in, with a token that is really signed. */
export class SignedIn {
  readonly app: FirebaseApp;
  readonly firestore: Firestore;
  /** How often a new token was asked for past all memory. */
  refreshed = 0;
  /** What the next tokens say besides. */
  claims: TokenClaims;
  readonly #listeners: ((token: string) => void)[] = [];

  constructor(sdk: FullSdk, claims: TokenClaims, settings: FirestoreSettings) {
    this.claims = claims;
    const options = { apiKey: "demo", projectId: emulators.project, appId: "1:1:web:1" };
    this.app = sdk.app.initializeApp(options, randomUUID());
    const auth = {
      getToken: (forceRefresh: boolean) => {
        if (forceRefresh) this.refreshed++;
        const accessToken = sign(idTokenClaims(emulators.project, this.claims));
        return Promise.resolve({ accessToken });
      },
      getUid: () => this.claims["sub"] ?? null,
      addAuthTokenListener: (listener: (token: string) => void) => {
        this.#listeners.push(listener);
        queueMicrotask(() => listener("signed in"));
      },
      removeAuthTokenListener: () => undefined,
    };
    (this.app as FirebaseApp & Registered).container.addComponent({
      name: "auth-internal",
      instanceFactory: () => auth,
      type: "PRIVATE",
      multipleInstances: false,
      serviceProps: {},
      instantiationMode: "LAZY",
      onInstanceCreated: null,
    });
    this.firestore = sdk.firestore.initializeFirestore(this.app, settings);
  }

  /** Another user signs in. */
  become(claims: TokenClaims): void {
    this.claims = claims;
    for (const listener of this.#listeners) listener("signed in");
  }
}
