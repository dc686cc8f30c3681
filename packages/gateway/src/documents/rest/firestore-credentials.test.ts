import { inspect } from "node:util";
import type { AccessToken } from "./access-token.ts";
import { FirestoreCredentials } from "./firestore-credentials.ts";

/** Credentials whose clock stands still until told, and whose tokens are numbered and live an hour. */
function numbered(fetchToken?: () => Promise<AccessToken>) {
  const clock = { nowMs: 0 };
  let fetched = 0;
  const credentials = new FirestoreCredentials({
    monotonic: () => clock.nowMs,
    fetchToken:
      fetchToken ??
      (async () => {
        fetched += 1;
        const access_token = `token-${String(fetched)}`;
        await Promise.resolve();
        return { access_token, expires_in: 3600 };
      }),
  });
  return { credentials, clock, fetched: () => fetched };
}

test("a token is fetched once, however many wait for it", async () => {
  const { credentials, fetched } = numbered();
  const headers = await Promise.all([credentials.authorization(), credentials.authorization()]);
  expect(headers).toEqual(["Bearer token-1", "Bearer token-1"]);
  expect(credentials.authorization()).toBe("Bearer token-1");
  expect(fetched()).toBe(1);
});

test("a token is there before it is needed where that is asked for, and a failure concerns nobody", async () => {
  const { credentials, fetched } = numbered();
  credentials.prefetch();
  expect(await credentials.authorization()).toBe("Bearer token-1");
  expect(fetched()).toBe(1);
  const failing = numbered(() => Promise.reject(new Error("down"))).credentials;
  failing.prefetch();
  await expect(failing.authorization()).rejects.toThrow("down");
});

test("a token is used until a minute before its end", async () => {
  const { credentials, clock } = numbered();
  await credentials.authorization();
  clock.nowMs = 3_539_999;
  expect(credentials.authorization()).toBe("Bearer token-1");
  clock.nowMs = 3_540_000;
  expect(await credentials.authorization()).toBe("Bearer token-2");
});

test("a refused token is forgotten, a newer one is not", async () => {
  const { credentials } = numbered();
  const first = await credentials.authorization();
  credentials.forget(first);
  expect(await credentials.authorization()).toBe("Bearer token-2");
  credentials.forget(first);
  expect(credentials.authorization()).toBe("Bearer token-2");
});

test("failing to get a token fails those who wait, says why, and is tried again by the next", async () => {
  let isDown = true;
  const { credentials } = numbered(() =>
    isDown
      ? Promise.reject(new Error("metadata server is down"))
      : Promise.resolve({ access_token: "late", expires_in: 3600 }),
  );
  for (const waiting of [credentials.authorization(), credentials.authorization()]) {
    await expect(waiting).rejects.toMatchObject({
      code: "UNAVAILABLE",
      outcomeUnknown: false,
      message: "No access token: metadata server is down",
    });
  }
  isDown = false;
  expect(await credentials.authorization()).toBe("Bearer late");
});

test("an error shows no secret, however deep one looks", async () => {
  const error = Object.assign(new Error("invalid_grant"), {
    config: { headers: { authorization: "Bearer SECRET" }, data: "assertion=SECRET" },
  });
  const { credentials } = numbered(() => Promise.reject(error));
  const shown = await Promise.resolve(credentials.authorization()).catch((thrown: unknown) =>
    inspect(thrown, { depth: Infinity, showHidden: true }),
  );
  expect(shown).toContain("invalid_grant");
  expect(shown).not.toContain("SECRET");
});
