import { checkLength, type TokenPart } from "./read-token.ts";

const COMPACT = /^[a-zA-Z0-9\-_=]+\.([a-zA-Z0-9\-_=]+)\.[a-zA-Z0-9\-_=]*$/;

/**
 * The claims of a token of the emulators, at its word, as Firebase's own handler takes it there;
 * none of what is no token.
 *
 * @throws TokenError where it is too long
 */
export function unsignedClaims(token: string): TokenPart {
  checkLength(token);
  const encoded = COMPACT.exec(token)?.[1];
  if (encoded === undefined) return {};
  try {
    const claims: unknown = JSON.parse(Buffer.from(encoded, "base64").toString());
    return typeof claims === "object" && claims !== null ? (claims as TokenPart) : {};
  } catch {
    return {};
  }
}
