import { isIssuedBefore, isUid, MAX_UID_LENGTH } from "../caller/token-limits.ts";
import type { TokenPart } from "./read-token.ts";
import { TokenError } from "./token-error.ts";

const ID_TOKEN_ISSUER = "https://securetoken.google.com/";
const APP_CHECK_ISSUER = "https://firebaseappcheck.googleapis.com/";

/**
 * The uid of an ID token's claims for the project; their times apart.
 *
 * @throws TokenError that names the claim which is wrong
 */
export function uidOf({ aud, iss, sub }: TokenPart, projectId: string): string {
  if (aud !== projectId) throw wrong("aud", "the project's id");
  if (iss !== ID_TOKEN_ISSUER + projectId) throw wrong("iss", "Firebase for the project");
  if (!isUid(sub)) throw wrong("sub", `a uid of 1 to ${String(MAX_UID_LENGTH)} characters`);
  return sub;
}

/**
 * The id of the app of an App Check token's claims for the project; their times apart.
 *
 * @throws TokenError that names the claim which is wrong
 */
export function appIdOf({ aud, iss, sub }: TokenPart, projectId: string): string {
  if (!Array.isArray(aud) || !aud.includes(`projects/${projectId}`)) {
    throw wrong("aud", "a list with the project");
  }
  if (typeof iss !== "string" || !iss.startsWith(APP_CHECK_ISSUER)) throw wrong("iss", "App Check");
  if (typeof sub !== "string" || sub === "") throw wrong("sub", "the id of an app");
  return sub;
}

/**
 * Whether claims hold at a time. All times are in seconds, compared with the full second.
 *
 * @throws TokenError where they hold no longer, not yet, or for ever
 */
export function checkTimes({ exp, iat, nbf }: TokenPart, nowMs: number): void {
  const nowSeconds = Math.floor(nowMs / 1000);
  if (typeof exp !== "number") throw wrong("exp", "the second at which it expires");
  if (nowSeconds >= exp) throw new TokenError("It has expired; get a new one.");
  if (!isIssuedBefore(iat, nowMs)) {
    throw wrong("iat", "the second in the past at which it was issued");
  }
  if (nbf !== undefined && (typeof nbf !== "number" || nbf > nowSeconds)) {
    throw wrong("nbf", "a second in the past");
  }
}

function wrong(claim: string, expected: string): TokenError {
  return new TokenError(`Its ${claim} must be ${expected}.`);
}
