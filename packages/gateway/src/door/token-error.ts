/** A token that is not surely Firebase's, or no longer holds. The message has no part of the token. */
export class TokenError extends Error {
  override readonly name = "TokenError";
}

/** Google's public keys can't be had, so that nobody can tell whether a token is good. */
export class KeysUnavailableError extends Error {
  override readonly name = "KeysUnavailableError";
}
