import { TokenError } from "./token-error.ts";

/** Most characters of a token: what Node takes as the headers of a request. */
export const MAX_TOKEN_LENGTH = 16 * 1024;

const SIGNED = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** A JSON object of a token: its header, or its claims. */
export type TokenPart = Readonly<Record<string, unknown>>;

/** What a token says, whoever has signed it. */
export interface ReadToken {
  readonly header: TokenPart;
  readonly claims: TokenPart;
}

/**
 * Reads a signed token in its compact form, and verifies nothing.
 *
 * @throws TokenError where it has not that form
 */
export function readToken(token: string): ReadToken {
  checkLength(token);
  if (!SIGNED.test(token)) throw new TokenError("It is not a signed token of three parts.");
  const [header = "", claims = ""] = token.split(".");
  return { header: partOf(header), claims: partOf(claims) };
}

/** @throws TokenError where a token is longer than {@link MAX_TOKEN_LENGTH} */
export function checkLength(token: string): void {
  if (token.length > MAX_TOKEN_LENGTH) throw new TokenError("It is too long for a token.");
}

function partOf(encoded: string): TokenPart {
  const part = parsed(Buffer.from(encoded, "base64url").toString());
  if (typeof part !== "object" || part === null || Array.isArray(part)) {
    throw new TokenError("A part of it is not a JSON object.");
  }
  return part as TokenPart;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
