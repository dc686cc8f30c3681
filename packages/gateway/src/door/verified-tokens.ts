import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { TokenPart } from "./read-token.ts";

/**
 * Most characters of the tokens that are remembered: some 9,000 usual ones, whose claims take 7 MB
 * of heap. Claims that are one long list take 22 MB.
 */
const MAX_CHARACTERS = 8 * 1024 * 1024;

/**
 * The claims of the tokens that were found valid, by the hash of the token, so that a caller's
 * second call costs no signature. The longest unused go first.
 */
export class VerifiedTokens {
  readonly #claims = new LRUCache<string, TokenPart>({ maxSize: MAX_CHARACTERS });

  get(token: string): TokenPart | undefined {
    return this.#claims.get(hashOf(token));
  }

  set(token: string, claims: TokenPart): void {
    this.#claims.set(hashOf(token), claims, { size: token.length });
  }
}

function hashOf(token: string): string {
  return hash("sha256", token, "base64");
}
