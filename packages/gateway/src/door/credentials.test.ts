import { checkCredentials, isIdTokenTaken, readCredentials } from "./credentials.ts";
import { KeysUnavailableError, TokenError } from "./token-error.ts";
import type { TokenVerifier } from "./token-verifier.ts";

/** Takes the token "good", knows that "bad" is none, and can't tell of any other. */
const verifier: TokenVerifier = {
  verifyIdToken: async (token) => ({ uid: judged(token), token: {} }),
  verifyAppCheckToken: async (token) => ({ appId: judged(token) }),
  verifyAppCheckTokenOnce: async (token) => ({ appId: judged(token) }),
};

function judged(token: string): string {
  if (token === "good") return "somebody";
  if (token === "bad") throw new TokenError("It is bad.");
  throw new KeysUnavailableError("There are no keys.");
}

const read = (headers: Record<string, string>, enforceAppCheck: boolean) =>
  readCredentials(headers, { verifier, enforceAppCheck });

test.each([
  [undefined, undefined, false, true],
  ["", "", false, true],
  ["Bearer good", "good", true, true],
  ["bearer good", "good", true, true],
  ["Bearer good", undefined, false, true],
  ["Bearer good", "bad", false, true],
  ["Bearer good", "unknown", false, true],
  ["Bearer good", undefined, true, false],
  ["Bearer good", "", true, false],
  ["Bearer good", "bad", true, false],
  ["Bearer bad", "good", false, false],
  ["Bearer bad", "good", true, false],
  ["Bearer", "good", false, false],
  ["Basic good", "good", false, false],
  ["good", "good", false, false],
])(
  "Authorization: %s with App Check %s, enforced: %s, gets in: %s",
  async (id, app, enforced, isLetIn) => {
    const headers = {
      ...(id !== undefined && { authorization: id }),
      ...(app !== undefined && { "x-firebase-appcheck": app }),
    };
    const credentials = await read(headers, enforced);
    const enter = () => checkCredentials(credentials, enforced);
    if (isLetIn) expect(enter).not.toThrow();
    else expect(enter).toThrow("Unauthenticated");
    expect(credentials.app).toBe(app === "good" ? "somebody" : null);
  },
);

test("an ID token that can't be checked is no bad one, and none either", async () => {
  await expect(read({ authorization: "Bearer unknown" }, false)).rejects.toThrow("no keys");
});

test("nor is an App Check token, where it is enforced", async () => {
  await expect(read({ "x-firebase-appcheck": "unknown" }, true)).rejects.toThrow("no keys");
});

test("what is wrong with tokens is told", async () => {
  const headers = { authorization: "Bearer bad", "x-firebase-appcheck": "bad" };
  expect((await read(headers, false)).problems).toEqual([
    "ID token: It is bad.",
    "App Check token: It is bad.",
  ]);
});

test.each([
  ["Bearer good", true],
  ["Bearer bad", false],
  [undefined, true],
])("Authorization: %s is taken later as well: %s", async (authorization, isTaken) => {
  expect(await isIdTokenTaken(authorization === undefined ? {} : { authorization }, verifier)).toBe(
    isTaken,
  );
});
