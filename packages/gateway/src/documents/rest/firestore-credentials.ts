import { StoreError } from "../store.ts";
import type { AccessToken } from "./access-token.ts";
import { fetchMetadataToken, hasMetadataServer } from "./metadata-token.ts";

export interface FirestoreCredentialsOptions {
  readonly fetchToken: () => Promise<AccessToken>;
  /** Milliseconds on a clock that never goes back. */
  readonly monotonic: () => number;
}

/** Before its end a token is as good as gone: the request that carries it takes time as well. */
const MARGIN_MS = 60_000;

/** Keeps the access token until shortly before it expires; fetches one at a time. */
export class FirestoreCredentials {
  readonly #options: FirestoreCredentialsOptions;
  #authorization: { readonly header: string; readonly untilMs: number } | undefined;
  #pending: Promise<string> | undefined;

  constructor(options: FirestoreCredentialsOptions) {
    this.#options = options;
  }

  /**
   * The value of the Authorization header: at once where it is known.
   *
   * @throws StoreError UNAVAILABLE
   */
  authorization(): string | Promise<string> {
    const known = this.#authorization;
    if (known !== undefined && this.#options.monotonic() < known.untilMs) return known.header;
    return (this.#pending ??= this.#fetch().finally(() => {
      this.#pending = undefined;
    }));
  }

  /** Fetches the token before the first request needs it, which is told where that fails. */
  prefetch(): void {
    Promise.resolve(this.authorization()).catch(() => undefined);
  }

  /** Call it when Firestore refuses a token, so that the next request gets a new one. */
  forget(header: string): void {
    if (this.#authorization?.header === header) this.#authorization = undefined;
  }

  async #fetch(): Promise<string> {
    const startMs = this.#options.monotonic();
    try {
      const token = await this.#options.fetchToken();
      const header = `Bearer ${token.access_token}`;
      this.#authorization = { header, untilMs: startMs + token.expires_in * 1000 - MARGIN_MS };
      return header;
    } catch (error) {
      // No cause: the errors of HTTP clients carry the request, and with it secrets, into the log.
      const reason = error instanceof Error ? error.message : "unknown reason";
      throw new StoreError("UNAVAILABLE", `No access token: ${reason}`, { unreachable: true });
    }
  }
}

/** Who may do everything, past the rules, in an emulator. */
export const EMULATOR_OWNER = { authorization: () => "Bearer owner", forget: () => undefined };

/** As whom this process may ask Google's APIs. */
export function applicationDefaultCredentials(monotonic: () => number): FirestoreCredentials {
  return new FirestoreCredentials({ fetchToken: fetchApplicationDefaultToken, monotonic });
}

/**
 * The credentials that Google Cloud gives to the running function, or gcloud to a developer. Those of
 * the function are asked for directly: firebase-admin takes as long to load as the gateway. It finds
 * all others, and what to do where the metadata server does not answer.
 */
async function fetchApplicationDefaultToken(): Promise<AccessToken> {
  const { env } = process;
  if (!hasMetadataServer(env)) return fetchByFirebaseAdmin();
  return fetchMetadataToken(env["GCE_METADATA_HOST"]).catch(fetchByFirebaseAdmin);
}

async function fetchByFirebaseAdmin(): Promise<AccessToken> {
  const { applicationDefault } = await import("firebase-admin/app");
  return applicationDefault().getAccessToken();
}
