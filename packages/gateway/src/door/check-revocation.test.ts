import type { AccountName, UserAccount } from "./accounts.ts";
import { checkingRevocation, type RevocationCheck } from "./check-revocation.ts";
import { TokenError } from "./token-error.ts";
import type { TokenPart } from "./read-token.ts";

type Check = Exclude<RevocationCheck, "off">;

const SIGNED_IN = 1_000;
const GOOD: UserAccount = { disabled: false, validSinceSeconds: SIGNED_IN };

/** Verifies a token with the claims, and tells whose account was looked at. */
async function verify(check: Check, claims: TokenPart, account: UserAccount | undefined) {
  const looked: AccountName[] = [];
  const accounts = {
    find: async (name: AccountName) => {
      looked.push(name);
      return account;
    },
  };
  const verified = { uid: "ada", token: { auth_time: SIGNED_IN, ...claims } };
  const verifier = {
    verifyIdToken: async () => verified,
    verifyAppCheckToken: async () => ({ appId: "app" }),
    verifyAppCheckTokenOnce: async () => ({ appId: "app" }),
  };
  const checking = checkingRevocation(verifier, { accounts, check });
  expect(await checking.verifyIdToken("any")).toBe(verified);
  return looked;
}

const ADA = { uid: "ada", tenant: undefined };

test.each<[Check, TokenPart, readonly AccountName[]]>([
  ["admins", {}, []],
  ["admins", { admin: "true", service: "" }, []],
  ["admins", { admin: true }, [ADA]],
  ["admins", { service: "catalog" }, [ADA]],
  ["all", {}, [ADA]],
  ["all", { firebase: { tenant: "east" } }, [{ uid: "ada", tenant: "east" }]],
])("with %s, of a caller with %j the accounts %j are looked at", async (check, claims, looked) => {
  expect(await verify(check, claims, GOOD)).toEqual(looked);
});

test.each<[string, UserAccount | undefined, TokenPart]>([
  ["whose account is gone", undefined, {}],
  ["whose account is disabled", { ...GOOD, disabled: true }, {}],
  ["from before its account's were revoked", { ...GOOD, validSinceSeconds: SIGNED_IN + 1 }, {}],
  ["that does not say when its user signed in", GOOD, { auth_time: undefined }],
])("a token %s is refused", async (_which, account, claims) => {
  await expect(verify("all", claims, account)).rejects.toThrow(TokenError);
});
