import type { Caller } from "./caller.ts";
import { GatewayError } from "../errors/error.ts";
import { logMalformedClaim } from "./log-malformed-claim.ts";
import { readClaims } from "./read-claims.ts";

/** Most characters of a uid: Firebase Authentication's own limit. */
const MAX_UID_LENGTH = 128;
/** How far the clock of this instance may be behind the one that a token was issued by. */
const MAX_CLOCK_SKEW_MS = 5 * 60_000;

/** The claims of a verified ID token. */
export interface VerifiedToken {
  readonly uid: unknown;
  readonly token: Readonly<Record<string, unknown>>;
}

/**
 * The caller behind a verified ID token and App Check token, or the anonymous caller behind none.
 *
 * Claims: `service` (the service's name), `admin` (true), `roles` and `teams` (lists of names). One
 * of another form counts as none, and is logged.
 *
 * @throws GatewayError INVALID_CREDENTIALS where the uid or a time is not of its form: a caller
 * that is not surely known is nobody, and nobody has no token.
 */
export function identify(
  verified: VerifiedToken | undefined,
  app: string | null,
  nowMs: number,
): Caller {
  if (verified === undefined) {
    return { kind: "anonymous", uid: null, admin: false, roles: [], teams: [], app };
  }
  const { uid, token } = verified;
  if (typeof uid !== "string" || uid === "" || uid.length > MAX_UID_LENGTH) {
    throw refused("uid", `a string of 1 to ${String(MAX_UID_LENGTH)} characters`);
  }
  checkTimes(token, nowMs);
  const { service, ...rights } = readClaims(token, logMalformedClaim);
  return service === undefined
    ? { kind: "user", uid, ...rights, app }
    : { kind: "service", uid, service, ...rights, app };
}

/**
 * What firebase-admin leaves out: a token that names no end would hold for ever, and one from the
 * future is not Firebase's.
 * @see https://firebase.google.com/docs/auth/admin/verify-id-tokens#verify_id_tokens_using_a_third-party_jwt_library
 */
function checkTimes({ iat, exp }: VerifiedToken["token"], nowMs: number): void {
  if (typeof exp !== "number") throw refused("exp", "the second at which it expires");
  if (typeof iat !== "number" || iat * 1000 > nowMs + MAX_CLOCK_SKEW_MS) {
    throw refused("iat", "the second in the past at which it was issued");
  }
}

function refused(claim: string, expected: string): GatewayError {
  return new GatewayError(
    "INVALID_CREDENTIALS",
    `The token's ${claim} must be ${expected}; sign in again, or mend what issues the token.`,
    { claim },
  );
}
