import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { GatewaySignInError } from "./gateway-sign-in-error.ts";
import { IdTokens } from "./id-tokens.ts";

/** Firebase Authentication, which answers each sign-in with the next token, or refuses. */
let server: Server;
let authOrigin: string;
let signIns: unknown[];
let refuses: string | undefined;
let nowMs: number;

beforeEach(async () => {
  signIns = [];
  refuses = undefined;
  nowMs = 0;
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      signIns.push({ url: request.url, ...(JSON.parse(body) as object) });
      const idToken = `id-${String(signIns.length)}`;
      const answer =
        refuses === undefined ? { idToken, expiresIn: "3600" } : { error: { message: refuses } };
      response.statusCode = refuses === undefined ? 200 : 400;
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  authOrigin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

function tokens(customToken = () => Promise.resolve("custom")): IdTokens {
  return new IdTokens({ apiKey: "a key", authOrigin, customToken, now: () => nowMs });
}

test("who asks at once, and for as long as it is good, gets one token", async () => {
  const own = tokens();
  expect(await Promise.all([own.get(), own.get(), own.get()])).toEqual(["id-1", "id-1", "id-1"]);
  nowMs = 54 * 60_000;
  expect(await own.get()).toBe("id-1");
  expect(signIns).toEqual([
    {
      url: "/identitytoolkit.googleapis.com/v1/accounts:signInWithCustomToken?key=a%20key",
      token: "custom",
      returnSecureToken: true,
    },
  ]);
});

test("a token is renewed before it ends", async () => {
  const own = tokens();
  await own.get();
  nowMs = 55 * 60_000;
  expect(await Promise.all([own.get(), own.get()])).toEqual(["id-2", "id-2"]);
});

test("a refusal is told to who waits, and the next who asks tries again", async () => {
  const own = tokens();
  refuses = "INVALID_CUSTOM_TOKEN";
  await expect(own.get()).rejects.toThrow(GatewaySignInError);
  await expect(own.get()).rejects.toThrow("INVALID_CUSTOM_TOKEN");
  refuses = undefined;
  expect(await own.get()).toBe("id-3");
});

test("a custom token that can't be made is told as it is", async () => {
  const own = tokens(() => Promise.reject(new Error("no key")));
  await expect(own.get()).rejects.toThrow("no key");
});
