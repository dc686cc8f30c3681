import { compactVerify } from "jose";
import { checkTimes } from "./check-claims.ts";
import type { KeySet } from "./key-set.ts";
import { checkLength, readToken, type TokenPart } from "./read-token.ts";
import { TokenError } from "./token-error.ts";
import { VerifiedTokens } from "./verified-tokens.ts";

const ALGORITHM = "RS256";

export interface SignedTokensOptions {
  readonly keys: KeySet;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** @throws TokenError where claims are not for this project */
  readonly check: (claims: TokenPart) => unknown;
}

/** Tokens of one kind, which Google has signed. */
export class SignedTokens {
  readonly #options: SignedTokensOptions;
  readonly #verified = new VerifiedTokens();

  constructor(options: SignedTokensOptions) {
    this.#options = options;
  }

  /**
   * The claims of a valid token, at once where it was verified before.
   *
   * @throws TokenError, KeysUnavailableError
   */
  claimsOf(token: string): TokenPart | Promise<TokenPart> {
    checkLength(token);
    const known = this.#verified.get(token);
    if (known === undefined) return this.#verifyAndRemember(token);
    checkTimes(known, this.#options.now());
    return known;
  }

  /**
   * The claims of a valid token, neither taken from memory nor kept there.
   *
   * @throws TokenError, KeysUnavailableError
   */
  async claimsOfNew(token: string): Promise<TokenPart> {
    checkLength(token);
    return this.#verify(token);
  }

  async #verifyAndRemember(token: string): Promise<TokenPart> {
    const claims = await this.#verify(token);
    this.#verified.set(token, claims);
    return claims;
  }

  /** Keys are asked for last: a token that is wrong in itself must not cost a fetch. */
  async #verify(token: string): Promise<TokenPart> {
    const { keys, now, check } = this.#options;
    const { header, claims } = readToken(token);
    if (header["alg"] !== ALGORITHM) throw new TokenError(`Its algorithm must be ${ALGORITHM}.`);
    if (header["crit"] !== undefined) throw new TokenError("It asks for what is not known here.");
    const { kid } = header;
    if (typeof kid !== "string") throw new TokenError("It names no key.");
    check(claims);
    checkTimes(claims, now());
    const key = await keys.find(kid);
    if (key === undefined) throw new TokenError("Its key is not one of Google's.");
    await compactVerify(token, key, { algorithms: [ALGORITHM] }).catch(() => {
      throw new TokenError("Its signature is not Google's.");
    });
    return claims;
  }
}
