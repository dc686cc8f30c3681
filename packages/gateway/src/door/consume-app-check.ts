import type { Verifying } from "./credentials.ts";
import type { PostJson } from "./post-json.ts";
import { TokenError } from "./token-error.ts";
import type { TokenVerifier } from "./token-verifier.ts";

const APP_CHECK = "https://firebaseappcheck.googleapis.com/v1beta/projects/";

/** Marks an App Check token as used; whether it was used before. Rejects where that can't be told. */
export type ConsumeToken = (token: string) => Promise<boolean>;

/** @see https://firebase.google.com/docs/app-check/cloud-functions#replay-protection */
export function consumeByAppCheck(projectId: string, post: PostJson): ConsumeToken {
  const url = `${APP_CHECK}${projectId}:verifyAppCheckToken`;
  return async (token) => {
    const answer = await post(url, { app_check_token: token });
    return (answer as { readonly alreadyConsumed?: boolean }).alreadyConsumed === true;
  };
}

/** A verifier that takes each App Check token once. */
export function consumingAppCheck(verifier: TokenVerifier, consume: ConsumeToken): TokenVerifier {
  return {
    ...verifier,
    async verifyAppCheckToken(token) {
      const verified = await verifier.verifyAppCheckTokenOnce(token);
      if (await consume(token)) throw new TokenError("It has been used; get one for each call.");
      return verified;
    },
  };
}

/** How the tokens of calls are verified. */
export interface VerifyingCalls extends Verifying {
  readonly once: {
    /** What takes each App Check token once, and none without: names as the log has them. */
    readonly methods: ReadonlySet<string>;
    readonly verifier: TokenVerifier;
  };
}

/** How the tokens of a call are verified, by the name of its method. */
export function verifyingOf(method: string, { once, ...usual }: VerifyingCalls): Verifying {
  return once.methods.has(method) ? { verifier: once.verifier, enforceAppCheck: true } : usual;
}
