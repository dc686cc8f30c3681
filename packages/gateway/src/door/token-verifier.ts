import { appIdOf, uidOf } from "./check-claims.ts";
import { fetchKeys, type FetchKeys } from "./fetch-keys.ts";
import { APP_CHECK_KEYS, ID_TOKEN_KEYS, KeySet } from "./key-set.ts";
import type { TokenPart } from "./read-token.ts";
import { SignedTokens } from "./signed-tokens.ts";
import { TokenError } from "./token-error.ts";
import { unsignedClaims } from "./unsigned-token.ts";

export interface TokenVerifierOptions {
  /** The id of the Firebase project that tokens must be for. */
  readonly projectId: string;
  /** Whether tokens are taken at their word: in the emulator suite alone. */
  readonly unsignedTokens: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whether the keys of ID tokens are fetched before there is a token. @default false */
  readonly prefetch?: boolean;
  /** @default from Google, over HTTPS */
  readonly fetchKeys?: FetchKeys;
}

/** The verified claims of an ID token, `uid` among them, as firebase-admin has them. */
export interface VerifiedIdToken {
  readonly uid: string;
  readonly token: TokenPart;
}

/** Tells who has a token, at once where it was verified before. */
export interface TokenVerifier {
  /** @throws TokenError, KeysUnavailableError */
  verifyIdToken(token: string): VerifiedIdToken | Promise<VerifiedIdToken>;
  /** @throws TokenError, KeysUnavailableError */
  verifyAppCheckToken(token: string): VerifiedApp | Promise<VerifiedApp>;
  /** The same, of a token that is to be used once: neither taken from memory nor kept there. */
  verifyAppCheckTokenOnce(token: string): Promise<VerifiedApp>;
}

/** The app that a verified App Check token is of. */
export interface VerifiedApp {
  readonly appId: string;
}

/** Verifies tokens as firebase-admin does, and as Firebase's handler where they are not signed. */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  return options.unsignedTokens ? unsignedVerifier() : signedVerifier(options);
}

function signedVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { projectId, now } = options;
  const keys = (url: string) => new KeySet({ url, now, fetchKeys: options.fetchKeys ?? fetchKeys });
  const idTokenKeys = keys(ID_TOKEN_KEYS);
  if (options.prefetch === true) idTokenKeys.prefetch();
  const idTokens = new SignedTokens({
    keys: idTokenKeys,
    now,
    check: (claims) => uidOf(claims, projectId),
  });
  const appCheckTokens = new SignedTokens({
    keys: keys(APP_CHECK_KEYS),
    now,
    check: (claims) => appIdOf(claims, projectId),
  });
  const verifiedIdToken = (claims: TokenPart): VerifiedIdToken => {
    const uid = uidOf(claims, projectId);
    return { uid, token: { ...claims, uid } };
  };
  const verifiedApp = (claims: TokenPart): VerifiedApp => ({ appId: appIdOf(claims, projectId) });
  return {
    verifyIdToken(token) {
      const claims = idTokens.claimsOf(token);
      return claims instanceof Promise ? claims.then(verifiedIdToken) : verifiedIdToken(claims);
    },
    verifyAppCheckToken(token) {
      const claims = appCheckTokens.claimsOf(token);
      return claims instanceof Promise ? claims.then(verifiedApp) : verifiedApp(claims);
    },
    async verifyAppCheckTokenOnce(token) {
      return verifiedApp(await appCheckTokens.claimsOfNew(token));
    },
  };
}

function unsignedVerifier(): TokenVerifier {
  const appOf = async (token: string) => ({ appId: subjectOf(unsignedClaims(token)) });
  return {
    async verifyIdToken(token) {
      const claims = unsignedClaims(token);
      const uid = subjectOf(claims);
      return { uid, token: { ...claims, uid } };
    },
    verifyAppCheckToken: appOf,
    verifyAppCheckTokenOnce: appOf,
  };
}

function subjectOf({ sub }: TokenPart): string {
  if (typeof sub !== "string" || sub === "") throw new TokenError("Its sub must be a name.");
  return sub;
}
