import { issueAppCheckToken } from "./issue-app-check-token.ts";
import { issueToken, type Project } from "./issue-token.ts";
import type { TokenIdentity } from "./sign-in.ts";

/** What a call carries to say who makes it. */
export interface Tokens {
  readonly idToken: string;
  /** Where the project enforces App Check, no call passes without. */
  readonly appCheckToken?: string;
}

export interface TokenRequest {
  readonly identity: TokenIdentity;
  /** @default the emulators */
  readonly project?: Project | undefined;
  /** The app of the project that the caller counts as. @default none: no App Check token */
  readonly appId?: string | undefined;
}

/**
 * All tokens of a caller, good for an hour.
 *
 * @throws PlainError when they can't be signed, or Firebase can't be reached or refuses
 */
export async function issueTokens({ identity, project, appId }: TokenRequest): Promise<Tokens> {
  const [idToken, appCheckToken] = await Promise.all([
    issueToken(identity, project),
    appId === undefined ? undefined : issueAppCheckToken(appId, project?.id),
  ]);
  return { idToken, ...(appCheckToken !== undefined && { appCheckToken }) };
}

/**
 * The tokens as a call's HTTP headers.
 * @see https://firebase.google.com/docs/functions/callable-reference
 */
export function tokenHeaders({ idToken, appCheckToken }: Tokens): Record<string, string> {
  return {
    Authorization: `Bearer ${idToken}`,
    ...(appCheckToken !== undefined && { "X-Firebase-AppCheck": appCheckToken }),
  };
}
