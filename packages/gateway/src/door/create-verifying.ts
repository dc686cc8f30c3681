import type { CallableName } from "../api/api.ts";
import {
  EMULATOR_OWNER,
  type FirestoreCredentials,
} from "../documents/rest/firestore-credentials.ts";
import { Accounts } from "./accounts.ts";
import { checkingRevocation, type RevocationCheck } from "./check-revocation.ts";
import { consumeByAppCheck, consumingAppCheck, type VerifyingCalls } from "./consume-app-check.ts";
import { onceMethods } from "./once-methods.ts";
import { postJsonAs } from "./post-json.ts";
import { createTokenVerifier, type TokenVerifier } from "./token-verifier.ts";

const AUTHENTICATION = "identitytoolkit.googleapis.com/v1/projects";

export interface VerifyingOptions {
  readonly projectId: string;
  /** Whether tokens are taken at their word: in the emulator suite alone. */
  readonly unsignedTokens: boolean;
  /** `host:port` of the Auth emulator; undefined for Firebase Authentication itself. */
  readonly authEmulatorHost: string | undefined;
  /** Whether what every call needs is fetched at once. */
  readonly prefetch: boolean;
  /** As whom Google's APIs are asked. */
  readonly credentials: FirestoreCredentials;
  readonly enforceAppCheck: boolean;
  readonly checkRevoked: RevocationCheck;
  readonly consumeAppCheck: readonly CallableName[];
}

/** How an instance verifies the tokens of calls. App Check has no emulator: there, no token is used up. */
export function createVerifying(options: VerifyingOptions): VerifyingCalls {
  const { projectId, unsignedTokens, credentials, enforceAppCheck, consumeAppCheck } = options;
  const { prefetch } = options;
  const signatures = createTokenVerifier({ projectId, unsignedTokens, prefetch, now: Date.now });
  const verifier = withRevocation(signatures, options);
  const consume = consumeByAppCheck(projectId, postJsonAs(credentials));
  return {
    enforceAppCheck,
    verifier,
    once: {
      methods: onceMethods(consumeAppCheck),
      verifier: unsignedTokens ? verifier : consumingAppCheck(verifier, consume),
    },
  };
}

function withRevocation(verifier: TokenVerifier, options: VerifyingOptions): TokenVerifier {
  const { projectId, unsignedTokens, authEmulatorHost, credentials, checkRevoked } = options;
  // Nobody knows the accounts of made-up tokens.
  const isUnknown = unsignedTokens && authEmulatorHost === undefined;
  if (checkRevoked === "off" || isUnknown) return verifier;
  const isEmulated = authEmulatorHost !== undefined;
  const origin = isEmulated ? `http://${authEmulatorHost}/` : "https://";
  const accounts = new Accounts({
    project: `${origin}${AUTHENTICATION}/${projectId}`,
    post: postJsonAs(isEmulated ? EMULATOR_OWNER : credentials),
    monotonic: () => performance.now(),
  });
  return checkingRevocation(verifier, { accounts, check: checkRevoked });
}
