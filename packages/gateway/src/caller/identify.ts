import type { Caller, Claims } from "./caller.ts";
import { GatewayError } from "../errors/error.ts";
import { logMalformedClaim } from "./log-malformed-claim.ts";
import { readClaims } from "./read-claims.ts";
import { isIssuedBefore, isUid, MAX_UID_LENGTH } from "./token-limits.ts";

/** The claims of a verified ID token. */
export interface VerifiedToken {
  readonly uid: unknown;
  readonly token: Claims;
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
  if (!isUid(uid)) throw refused("uid", `a string of 1 to ${String(MAX_UID_LENGTH)} characters`);
  checkTimes(token, nowMs);
  const { service, ...rights } = readClaims(token, logMalformedClaim);
  return service === undefined
    ? { kind: "user", uid, ...rights, claims: token, app }
    : { kind: "service", uid, service, ...rights, claims: token, app };
}

/** The door has checked them of signed tokens; whoever runs a callable without HTTP says what they like. */
function checkTimes({ iat, exp }: VerifiedToken["token"], nowMs: number): void {
  if (typeof exp !== "number") throw refused("exp", "the second at which it expires");
  if (!isIssuedBefore(iat, nowMs)) {
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
