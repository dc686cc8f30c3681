import { KeySet } from "./key-set.ts";
import { SignedTokens } from "./signed-tokens.ts";
import { TokenError } from "./token-error.ts";
import { uidOf } from "./check-claims.ts";
import {
  ID_TOKEN_CERTIFICATES,
  NOW_SECONDS,
  PROJECT,
  idToken,
  tokenOf,
  type TokenSample,
} from "./token.samples.ts";

/** Tokens before keys that can be taken away. */
class Trial {
  nowSeconds = NOW_SECONDS;
  fetches = 0;
  keys: object = ID_TOKEN_CERTIFICATES;
  readonly #now = () => this.nowSeconds * 1000;
  readonly tokens = new SignedTokens({
    now: this.#now,
    check: (claims) => uidOf(claims, PROJECT),
    keys: new KeySet({
      url: "https://keys.example/",
      now: this.#now,
      fetchKeys: async () => {
        this.fetches++;
        return { json: this.keys, cacheControl: "max-age=60" };
      },
    }),
  });

  async accepts(token: string): Promise<boolean> {
    try {
      await this.tokens.claimsOf(token);
      return true;
    } catch (error) {
      if (error instanceof TokenError) return false;
      throw error;
    }
  }
}

function signed(claims: TokenSample["claims"]): string {
  return tokenOf({ ...idToken, claims: { ...idToken.claims, ...claims } });
}

describe("a valid token is remembered", () => {
  test("so that it needs no key a second time, until the second it expires", async () => {
    const trial = new Trial();
    const valid = signed({ exp: NOW_SECONDS + 600 });
    expect(await trial.accepts(valid)).toBe(true);
    trial.keys = { other: ID_TOKEN_CERTIFICATES.second };
    trial.nowSeconds += 599;
    expect(await trial.accepts(valid)).toBe(true);
    expect(trial.fetches).toBe(1);
    trial.nowSeconds += 1;
    expect(await trial.accepts(valid)).toBe(false);
    expect(trial.fetches).toBe(1);
  });

  test("by all of it: one that differs in any character is another", async () => {
    const trial = new Trial();
    const valid = signed({});
    expect(await trial.accepts(valid)).toBe(true);
    // The last character has bits that mean nothing.
    for (let at = 0; at < valid.length - 1; at += 7) {
      const other = valid[at] === "A" ? "B" : "A";
      const changed = valid.slice(0, at) + other + valid.slice(at + 1);
      expect(await trial.accepts(changed)).toBe(false);
    }
    expect(await trial.accepts(valid)).toBe(true);
  });

  test("and gives the claims that it gave at first", async () => {
    const trial = new Trial();
    const valid = signed({ roles: ["editor"] });
    const first = await trial.tokens.claimsOf(valid);
    expect(trial.tokens.claimsOf(valid)).toEqual(first);
    expect(first).toMatchObject({ sub: "ada", roles: ["editor"] });
  });
});

test("one that is to be used once is neither taken from what is remembered nor remembered", async () => {
  const trial = new Trial();
  const valid = signed({});
  await trial.tokens.claimsOfNew(valid);
  const again = trial.tokens.claimsOf(valid);
  expect(again).toBeInstanceOf(Promise);
  await again;
  trial.keys = { other: ID_TOKEN_CERTIFICATES.second };
  trial.nowSeconds += 61;
  await expect(trial.tokens.claimsOfNew(valid)).rejects.toThrow(TokenError);
  expect(await trial.accepts(valid)).toBe(true);
});

test("one that was refused is not: it is valid when its time has come", async () => {
  const trial = new Trial();
  const early = signed({ nbf: NOW_SECONDS + 10 });
  expect(await trial.accepts(early)).toBe(false);
  trial.nowSeconds += 10;
  expect(await trial.accepts(early)).toBe(true);
});

test("a token that is wrong in itself asks for no key", async () => {
  const trial = new Trial();
  const wrong = [
    "x",
    "x".repeat(1_000_000),
    signed({ aud: "another" }),
    signed({ exp: NOW_SECONDS }),
    tokenOf({ ...idToken, header: { ...idToken.header, alg: "HS256" } }),
    tokenOf({ ...idToken, header: { alg: "RS256" } }),
  ];
  for (const each of wrong) expect(await trial.accepts(each)).toBe(false);
  expect(trial.fetches).toBe(0);
});
