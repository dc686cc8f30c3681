import { setImmediate as turn } from "node:timers/promises";
import type { FetchKeys, KeysAnswer } from "./fetch-keys.ts";
import { KeySet } from "./key-set.ts";
import { KeysUnavailableError } from "./token-error.ts";
import { APP_CHECK_JWKS, ID_TOKEN_CERTIFICATES } from "./token.samples.ts";

const MINUTE_MS = 60_000;
const ANSWER: KeysAnswer = { json: ID_TOKEN_CERTIFICATES, cacheControl: "public, max-age=3600" };

/** A key set before a key server that answers as it is told, and counts. */
class Trial {
  nowMs = 1_800_000_000_000;
  fetches = 0;
  answer: () => Promise<KeysAnswer> = () => Promise.resolve(ANSWER);
  readonly #fetchKeys: FetchKeys = () => {
    this.fetches++;
    return this.answer();
  };
  readonly keys = new KeySet({
    url: "https://keys.example/",
    fetchKeys: this.#fetchKeys,
    now: () => this.nowMs,
  });

  async has(kid: string): Promise<boolean> {
    return (await this.keys.find(kid)) !== undefined;
  }
}

const down = () => Promise.reject(new Error("ECONNREFUSED"));

describe("keys are fetched", () => {
  test("when the first is needed, and then not until they hold no longer", async () => {
    const trial = new Trial();
    for (let i = 0; i < 100; i++) expect(await trial.has("first")).toBe(true);
    trial.nowMs += 60 * MINUTE_MS - 1;
    expect(await trial.has("second")).toBe(true);
    expect(trial.fetches).toBe(1);
    trial.nowMs += 1;
    await trial.has("first");
    expect(trial.fetches).toBe(2);
  });

  test("before there is a token where that is asked for, and not again for the first", async () => {
    const trial = new Trial();
    trial.keys.prefetch();
    expect(trial.fetches).toBe(1);
    expect(await trial.has("first")).toBe(true);
    expect(trial.fetches).toBe(1);
  });

  test("by the first who needs them, where that failed before", async () => {
    const trial = new Trial();
    trial.answer = down;
    trial.keys.prefetch();
    await turn();
    trial.nowMs += MINUTE_MS;
    trial.answer = () => Promise.resolve(ANSWER);
    expect(await trial.has("first")).toBe(true);
  });

  test("once for all who need them at the same time", async () => {
    const trial = new Trial();
    await Promise.all(Array.from({ length: 50 }, (_, i) => trial.has(i % 2 ? "first" : "second")));
    expect(trial.fetches).toBe(1);
  });

  test.each([
    ["nothing", undefined, 60],
    ["something else", "public, s-maxage=7", 60],
    ["no number", "max-age=soon", 60],
    ["no time at all", "max-age=0", 1],
    ["half a minute", "max-age=30", 1],
    ["two hours", "max-age=7200", 120],
    ["two hours, as Google says it", "public, max-age=7200, must-revalidate, no-transform", 120],
    ["two hours in capitals", "PUBLIC,MAX-AGE=7200", 120],
    ["a year", "max-age=31536000", 24 * 60],
  ])("where their answer says %s of how long they hold: again after %s", async (...row) => {
    const [, cacheControl, minutes] = row;
    const trial = new Trial();
    trial.answer = () => Promise.resolve({ ...ANSWER, cacheControl });
    await trial.has("first");
    trial.nowMs += minutes * MINUTE_MS - 1;
    await trial.has("first");
    expect(trial.fetches).toBe(1);
    trial.nowMs += 1;
    await trial.has("first");
    expect(trial.fetches).toBe(2);
  });

  test("again after the clock was set back, which might make them hold for ever", async () => {
    const trial = new Trial();
    await trial.has("first");
    trial.nowMs -= 1000 * MINUTE_MS;
    await trial.has("first");
    expect(trial.fetches).toBe(2);
  });
});

describe("a key that nobody knows", () => {
  test("is looked for anew, at most twice a minute, however many are named", async () => {
    const trial = new Trial();
    await trial.has("first");
    for (let i = 0; i < 600; i++) {
      trial.nowMs += 100;
      expect(await trial.has(`junk-${String(i)}`)).toBe(false);
    }
    expect(trial.fetches).toBe(3);
  });

  test("is found once Google has it", async () => {
    const trial = new Trial();
    await trial.has("first");
    trial.answer = () => Promise.resolve({ ...ANSWER, json: { new: ID_TOKEN_CERTIFICATES.first } });
    trial.nowMs += MINUTE_MS;
    expect(await Promise.all(["new", "new", "first"].map((kid) => trial.has(kid)))).toEqual([
      true,
      true,
      true,
    ]);
    expect(trial.fetches).toBe(2);
    expect(await trial.has("first")).toBe(false);
  });

  test("does not keep calls waiting whose key is known", async () => {
    const trial = new Trial();
    await trial.has("first");
    trial.nowMs += MINUTE_MS;
    const { promise, resolve } = Promise.withResolvers<KeysAnswer>();
    trial.answer = () => promise;
    const unknown = trial.has("junk");
    expect(await trial.has("first")).toBe(true);
    resolve(ANSWER);
    expect(await unknown).toBe(false);
  });

  test.each(["__proto__", "constructor", "toString", ""])("may be named %j", async (kid) => {
    const trial = new Trial();
    await trial.has("first");
    expect(await trial.has(kid)).toBe(false);
  });
});

describe("where keys can't be had", () => {
  test.each<[string, () => Promise<KeysAnswer>]>([
    ["the key server is down", down],
    ["it answers with nothing", () => Promise.resolve({ ...ANSWER, json: null })],
    ["it answers without a key", () => Promise.resolve({ ...ANSWER, json: {} })],
    ["it answers with an error", () => Promise.resolve({ ...ANSWER, json: { error: "down" } })],
    [
      "it answers with keys that are none",
      () => Promise.resolve({ ...ANSWER, json: { keys: [null, 1, {}] } }),
    ],
  ])("as %s, calls are told so", async (_why, answer) => {
    const trial = new Trial();
    trial.answer = answer;
    await expect(trial.has("first")).rejects.toThrow(KeysUnavailableError);
  });

  test("they are asked for at most once a second, until they are there", async () => {
    const trial = new Trial();
    trial.answer = down;
    for (let i = 0; i < 50; i++) {
      await expect(trial.has("first")).rejects.toThrow(KeysUnavailableError);
      trial.nowMs += 100;
    }
    expect(trial.fetches).toBe(5);
    trial.answer = () => Promise.resolve(ANSWER);
    trial.nowMs += 1000;
    expect(await trial.has("first")).toBe(true);
  });

  test("those that still hold go on", async () => {
    const trial = new Trial();
    await trial.has("first");
    trial.nowMs += MINUTE_MS;
    trial.answer = down;
    await expect(trial.has("junk")).rejects.toThrow(KeysUnavailableError);
    expect(await trial.has("first")).toBe(true);
  });

  test("nobody's rejection is left unhandled", async () => {
    const trial = new Trial();
    trial.answer = down;
    const unhandled = jest.fn();
    process.on("unhandledRejection", unhandled);
    await Promise.allSettled([trial.has("first"), trial.has("second")]);
    await turn();
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

test("a JWKS has keys for signatures alone, and one that is broken hides no other", async () => {
  const trial = new Trial();
  const [first] = APP_CHECK_JWKS.keys;
  const json = { keys: [...APP_CHECK_JWKS.keys, { ...first, kid: "secret", use: "enc" }, null] };
  trial.answer = () => Promise.resolve({ ...ANSWER, json });
  const found = await Promise.all(
    ["first", "second", "broken", "secret"].map((kid) => trial.has(kid)),
  );
  expect(found).toEqual([true, true, false, false]);
});
