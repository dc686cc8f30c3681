/** Most characters of a uid: Firebase Authentication's own limit. */
export const MAX_UID_LENGTH = 128;

/** How far the clock of this instance may be behind the one that a token was issued by. */
const MAX_CLOCK_SKEW_SECONDS = 5 * 60;

/** Whether this is a uid: 1 to {@link MAX_UID_LENGTH} characters. */
export function isUid(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= MAX_UID_LENGTH;
}

/**
 * Whether a token's `iat` is a time in the past, as far as clocks agree. A token from the future is
 * not Firebase's.
 *
 * @param nowMs milliseconds since 1970 on the clock of this instance
 * @see https://firebase.google.com/docs/auth/admin/verify-id-tokens#verify_id_tokens_using_a_third-party_jwt_library
 */
export function isIssuedBefore(iat: unknown, nowMs: number): boolean {
  return typeof iat === "number" && iat <= Math.floor(nowMs / 1000) + MAX_CLOCK_SKEW_SECONDS;
}
