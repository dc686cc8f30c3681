import { readClaims } from "../caller/read-claims.ts";
import type { AccountName, Accounts } from "./accounts.ts";
import type { TokenPart } from "./read-token.ts";
import { TokenError } from "./token-error.ts";
import type { TokenVerifier } from "./token-verifier.ts";

/** Of whom tokens are refused once they are revoked: of nobody, of admins and services, of all. */
export const REVOCATION_CHECKS = ["off", "admins", "all"] as const;

export type RevocationCheck = (typeof REVOCATION_CHECKS)[number];

/**
 * A verifier that also refuses ID tokens which have been revoked, or whose account is disabled or
 * gone, as firebase-admin does where it is asked to.
 */
export function checkingRevocation(
  verifier: TokenVerifier,
  {
    accounts,
    check,
  }: {
    readonly accounts: Pick<Accounts, "find">;
    readonly check: Exclude<RevocationCheck, "off">;
  },
): TokenVerifier {
  return {
    ...verifier,
    async verifyIdToken(token) {
      const verified = await verifier.verifyIdToken(token);
      const { uid, token: claims } = verified;
      if (check === "all" || hasRights(claims)) {
        await refuseRevoked(claims, { accounts, name: { uid, tenant: tenantOf(claims) } });
      }
      return verified;
    },
  };
}

async function refuseRevoked(
  { auth_time: signedInSeconds }: TokenPart,
  { accounts, name }: { readonly accounts: Pick<Accounts, "find">; readonly name: AccountName },
): Promise<void> {
  const account = await accounts.find(name);
  if (account === undefined) throw new TokenError("Its account is gone.");
  if (account.disabled) throw new TokenError("Its account is disabled.");
  if (typeof signedInSeconds !== "number" || signedInSeconds < account.validSinceSeconds) {
    throw new TokenError("It has been revoked; sign in again.");
  }
}

/** An admin or a service. */
function hasRights(claims: TokenPart): boolean {
  const { admin, service } = readClaims(claims, () => undefined);
  return admin || service !== undefined;
}

function tenantOf({ firebase }: TokenPart): string | undefined {
  const { tenant } = Object(firebase) as { readonly tenant?: unknown };
  return typeof tenant === "string" ? tenant : undefined;
}
