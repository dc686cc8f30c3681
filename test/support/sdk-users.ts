import type { FirestoreSettings } from "firebase/firestore";
import type { TokenClaims } from "../../tools/production/token-issuer.ts";
import { loadFullSdk, type FullSdk } from "./full-sdk.ts";
import { SignedIn } from "./signed-in.ts";

/** Users of Firebase's full SDK with the transport, each in an app of its own. */
export class SdkUsers {
  readonly sdk: FullSdk;
  readonly #users: SignedIn[] = [];

  private constructor(sdk: FullSdk) {
    this.sdk = sdk;
  }

  static async load(): Promise<SdkUsers> {
    const sdk = await loadFullSdk();
    sdk.firestore.setLogLevel("silent");
    return new SdkUsers(sdk);
  }

  /** @param settings the host among them */
  signIn(settings: FirestoreSettings, claims: TokenClaims = { sub: "ada" }): SignedIn {
    const user = new SignedIn(this.sdk, claims, { ssl: false, ...settings });
    this.#users.push(user);
    return user;
  }

  /** Ends the apps of all. */
  async signOutAll(): Promise<void> {
    await Promise.all(this.#users.splice(0).map(({ app }) => this.sdk.app.deleteApp(app)));
  }
}
