import { GatewaySignInError } from "./gateway-sign-in-error.ts";

/** Renewed so long before it ends that a call on its way is not cut off. */
const RENEW_AHEAD_MS = 5 * 60_000;

const IDENTITY_TOOLKIT = "identitytoolkit.googleapis.com";

export interface IdTokensOptions {
  /** The project's web API key; an emulator takes any. */
  readonly apiKey: string;
  /** Of the Auth emulator; without it Firebase Authentication's own. */
  readonly authOrigin: string | undefined;
  /** Makes the custom token by which the service signs in. */
  readonly customToken: () => Promise<string>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

interface SignedIn {
  readonly token: string;
  readonly endsAtMs: number;
}

/** The ID tokens of a service: one at a time, for as long as it is good. */
export class IdTokens {
  readonly #options: IdTokensOptions;
  #current: Promise<SignedIn> | undefined;
  #renewAtMs = 0;

  constructor(options: IdTokensOptions) {
    this.#options = options;
  }

  /** @throws GatewaySignInError where none can be had */
  async get(): Promise<string> {
    if (this.#current === undefined || this.#options.now() >= this.#renewAtMs) this.#renew();
    return (await (this.#current as Promise<SignedIn>)).token;
  }

  #renew(): void {
    this.#renewAtMs = Infinity;
    const signingIn = this.#signIn();
    this.#current = signingIn;
    signingIn.then(
      ({ endsAtMs }) => (this.#renewAtMs = endsAtMs - RENEW_AHEAD_MS),
      () => (this.#current = undefined),
    );
  }

  async #signIn(): Promise<SignedIn> {
    const { apiKey, authOrigin, customToken, now } = this.#options;
    const origin =
      authOrigin === undefined
        ? `https://${IDENTITY_TOOLKIT}`
        : `${authOrigin}/${IDENTITY_TOOLKIT}`;
    const url = `${origin}/v1/accounts:signInWithCustomToken?key=${encodeURIComponent(apiKey)}`;
    const body = JSON.stringify({ token: await customToken(), returnSecureToken: true });
    const headers = { "content-type": "application/json" };
    const startedMs = now();
    const response = await fetch(url, { method: "POST", headers, body }).catch((cause: unknown) => {
      throw new GatewaySignInError(
        "Firebase Authentication can't be reached. Try again, or see whether the service may call it.",
        { cause },
      );
    });
    const answer = (await response.json().catch(() => ({}))) as {
      readonly idToken?: string;
      readonly expiresIn?: string;
      readonly error?: { readonly message?: string };
    };
    if (answer.idToken === undefined) {
      const reason = answer.error?.message ?? `HTTP ${String(response.status)}`;
      throw new GatewaySignInError(
        `Firebase Authentication refuses the service: ${reason}. See that apiKey and the account that signs are the project's own.`,
      );
    }
    const seconds = Number(answer.expiresIn ?? 3600);
    return { token: answer.idToken, endsAtMs: startedMs + seconds * 1000 };
  }
}
