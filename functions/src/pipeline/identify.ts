import type { Caller } from "../contract/caller.ts";
import { GatewayError } from "../contract/error.ts";

/** Most characters of a uid: Firebase Authentication's own limit. */
const MAX_UID_LENGTH = 128;
/** Most teams of a caller: what one `in` filter of Firestore takes. */
const MAX_TEAMS = 30;
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
 * Claims: `service` (the service's name), `admin` (true), `roles` and `teams` (lists of names).
 *
 * @throws GatewayError INVALID_CREDENTIALS where the claims are not of that form: a caller that
 * is not surely known is nobody, and nobody has no token.
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
  const rights = {
    admin: token["admin"] === true,
    roles: names(token, "roles"),
    teams: names(token, "teams"),
    app,
  };
  if (rights.teams.length > MAX_TEAMS)
    throw refused("teams", `a list of at most ${String(MAX_TEAMS)}`);
  const service = token["service"];
  if (service === undefined) return { kind: "user", uid, ...rights };
  if (typeof service !== "string" || service === "") throw refused("service", "the service's name");
  return { kind: "service", uid, service, ...rights };
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

function names(token: VerifiedToken["token"], claim: string): readonly string[] {
  const value = token[claim] ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw refused(claim, "a list of names");
}

function refused(claim: string, expected: string): GatewayError {
  return new GatewayError(
    "INVALID_CREDENTIALS",
    `The token's ${claim} must be ${expected}; sign in again, or mend what issues the token.`,
    { claim },
  );
}
