import type { IncomingHttpHeaders } from "node:http";
import { GatewayError } from "../errors/error.ts";
import type { VerifiedToken } from "../caller/identify.ts";
import { TokenError } from "./token-error.ts";
import type { TokenVerifier, VerifiedApp } from "./token-verifier.ts";

/** What became of a token, in the words of Firebase's own log lines. */
export type Verification = "MISSING" | "VALID" | "INVALID";

/** What a request's tokens say, each verified. */
export interface Credentials {
  readonly auth: VerifiedToken | undefined;
  /** The App Check app id. */
  readonly app: string | null;
  readonly verifications: { readonly auth: Verification; readonly app: Verification };
  /** Why a token was not taken, for the log. */
  readonly problems: readonly string[];
}

export interface Verifying {
  readonly verifier: TokenVerifier;
  /** Whether a call without a valid App Check token is refused. */
  readonly enforceAppCheck: boolean;
}

/**
 * Verifies the ID token and the App Check token of a request.
 *
 * @returns at once where both were verified before: most calls come with a token of a call before
 * @throws Error where the keys to verify a token that counts can't be fetched
 */
export function readCredentials(
  headers: IncomingHttpHeaders,
  { verifier, enforceAppCheck }: Verifying,
): Credentials | Promise<Credentials> {
  const auth = checkIdToken(headers.authorization, verifier);
  const app = checkAppToken(headers["x-firebase-appcheck"], { verifier, enforceAppCheck });
  return auth instanceof Promise || app instanceof Promise
    ? Promise.all([auth, app]).then(([idToken, appToken]) => credentialsOf(idToken, appToken))
    : credentialsOf(auth, app);
}

/**
 * Whether a request that came without an ID token, or with a good one, would be taken now as well.
 *
 * @throws Error where the keys to verify it can't be fetched, or its account can't be looked up
 */
export async function isIdTokenTaken(
  { authorization }: IncomingHttpHeaders,
  verifier: TokenVerifier,
): Promise<boolean> {
  return (await checkIdToken(authorization, verifier)).is !== "INVALID";
}

function credentialsOf(
  auth: CheckedToken<VerifiedToken>,
  app: CheckedToken<VerifiedApp>,
): Credentials {
  return {
    auth: auth.value,
    app: app.value?.appId ?? null,
    verifications: { auth: auth.is, app: app.is },
    problems: [auth.problem, app.problem].filter((problem) => problem !== undefined),
  };
}

/** @throws UnauthenticatedError where a token that counts is missing or bad */
export function checkCredentials(
  { verifications: { auth, app } }: Credentials,
  enforceAppCheck: boolean,
): void {
  const isGood = auth !== "INVALID" && (app === "VALID" || !enforceAppCheck);
  if (!isGood) throw new UnauthenticatedError();
}

/** A caller whose tokens are not good, who is told just that. */
export class UnauthenticatedError extends GatewayError {
  constructor() {
    super("INVALID_CREDENTIALS", "Unauthenticated");
  }
}

/** What one token came to. */
interface CheckedToken<T> {
  readonly is: Verification;
  readonly value?: T;
  readonly problem?: string;
}

type Checking<T> = CheckedToken<T> | Promise<CheckedToken<T>>;

function checkIdToken(
  authorization: string | undefined,
  verifier: TokenVerifier,
): Checking<VerifiedToken> {
  if (!authorization) return { is: "MISSING" };
  const token = /^Bearer (.*)$/i.exec(authorization)?.[1];
  if (token === undefined) return invalid("ID token", "not a bearer token");
  return check(
    () => verifier.verifyIdToken(token),
    (error) => {
      if (error instanceof TokenError) return invalid("ID token", error.message);
      throw error;
    },
  );
}

function checkAppToken(
  header: string | readonly string[] | undefined,
  { verifier, enforceAppCheck }: Verifying,
): Checking<VerifiedApp> {
  const token = String(header ?? "");
  if (token === "") return { is: "MISSING" };
  return check(
    () => verifier.verifyAppCheckToken(token),
    (error) => {
      // Where App Check is not enforced, what can't be checked counts for nothing, as a bad token
      // does.
      if (enforceAppCheck && !(error instanceof TokenError)) throw error;
      return invalid("App Check token", (error as Error).message);
    },
  );
}

function check<T>(
  verify: () => T | Promise<T>,
  refuse: (error: unknown) => CheckedToken<never>,
): Checking<T> {
  try {
    const verified = verify();
    return verified instanceof Promise ? verified.then(valid, refuse) : valid(verified);
  } catch (error) {
    return refuse(error);
  }
}

function valid<T>(value: T): CheckedToken<T> {
  return { is: "VALID", value };
}

function invalid(which: string, problem: string): CheckedToken<never> {
  return { is: "INVALID", problem: `${which}: ${problem}` };
}
