import { TokenError } from "./token-error.ts";
import { createTokenVerifier } from "./token-verifier.ts";
import { PROJECT, appCheckToken, idToken, tokenOf } from "./token.samples.ts";

const verifier = createTokenVerifier({
  projectId: PROJECT,
  unsignedTokens: true,
  now: () => 0,
  fetchKeys: () => Promise.reject(new Error("No key is needed.")),
});

const encoded = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
const HEADER = encoded({ alg: "none", typ: "JWT" });

describe("where tokens are not signed", () => {
  test.each([
    ["one of the Auth emulator", `${HEADER}.${encoded({ sub: "ada", admin: true })}.`],
    ["a forged one", tokenOf({ ...idToken, key: "forger" })],
    ["an expired one", `${HEADER}.${encoded({ sub: "ada", exp: 1 })}.x`],
    ["another project's", `${HEADER}.${encoded({ sub: "ada", aud: "another" })}.`],
    ["one with padding", `${HEADER}.${btoa('{"sub":"ada"}')}==.`],
  ])("%s is taken at its word", async (_which, token) => {
    expect(await verifier.verifyIdToken(token)).toMatchObject({
      uid: "ada",
      token: { uid: "ada" },
    });
    expect(await verifier.verifyAppCheckToken(token)).toEqual({ appId: "ada" });
  });

  test("an App Check token is that of its app", async () => {
    const token = tokenOf(appCheckToken);
    expect(await verifier.verifyAppCheckToken(token)).toEqual({ appId: "1:1234:web:app" });
  });

  test.each([
    ["an empty one", ""],
    ["what is none", "nope"],
    ["one of two parts", `${HEADER}.${encoded({ sub: "ada" })}`],
    ["one of four", `${HEADER}.${encoded({ sub: "ada" })}..`],
    ["one whose claims are no JSON", `${HEADER}.${btoa("{").replaceAll("=", "")}.`],
    ["one whose claims are null", `${HEADER}.${encoded(null)}.`],
    ["one whose claims are text", `${HEADER}.${encoded("ada")}.`],
    ["one of nobody", `${HEADER}.${encoded({})}.`],
    ["one of an empty name", `${HEADER}.${encoded({ sub: "" })}.`],
    ["one whose subject is no text", `${HEADER}.${encoded({ sub: 1 })}.`],
    ["a huge one", `${HEADER}.${"x".repeat(1_000_000)}.`],
  ])("%s is refused", async (_which, token) => {
    await expect(verifier.verifyIdToken(token)).rejects.toThrow(TokenError);
    await expect(verifier.verifyAppCheckToken(token)).rejects.toThrow(TokenError);
  });
});
