import { PlainError } from "../command/plain-error.ts";

/** Where Firebase Auth answers. */
export interface AuthServer {
  /** https://identitytoolkit.googleapis.com, or http://127.0.0.1:9099/identitytoolkit.googleapis.com */
  readonly origin: string;
  /** The project's web API key; an emulator takes any. */
  readonly apiKey: string;
}

/** What a token is to say of its bearer. */
export interface TokenIdentity {
  readonly uid: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A service of this name, as the gateway knows it. */
export function serviceIdentity(service: string, admin: boolean): TokenIdentity {
  return { uid: `service:${service}`, claims: { service, ...(admin ? { admin } : {}) } };
}

export function authEmulator(host: string): AuthServer {
  return { origin: `http://${host}/identitytoolkit.googleapis.com`, apiKey: "demo" };
}

/** A custom token as only the Auth emulator takes it: unsigned, plain JSON. */
export function unsignedCustomToken(identity: TokenIdentity): string {
  return JSON.stringify(identity);
}

/**
 * Exchanges a custom token for an ID token, which is good for an hour.
 *
 * @throws PlainError when Auth can't be reached or refuses.
 */
export async function signInWithCustomToken(server: AuthServer, token: string): Promise<string> {
  const url = `${server.origin}/v1/accounts:signInWithCustomToken?key=${server.apiKey}`;
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token, returnSecureToken: true }),
  }).catch((cause: unknown) => {
    throw new PlainError(`Firebase Auth can't be reached at ${server.origin}.`, { cause });
  });
  const answer = (await response.json()) as { idToken?: string; error?: { message?: string } };
  if (answer.idToken !== undefined) return answer.idToken;
  throw new PlainError(`Firebase Auth refused: ${answer.error?.message ?? response.statusText}.`);
}
