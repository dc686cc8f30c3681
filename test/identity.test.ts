import { emulators } from "./support/emulators.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { logOf, untilLogged } from "./support/log-of.ts";
import { newAddress, newSubscriber } from "./support/new-address.ts";
import { Production } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { until } from "./support/until.ts";
import {
  appCheckClaims,
  forge,
  idTokenClaims,
  OWN_KEY,
  sign,
  signWithPublicKey,
  withoutSignature,
} from "../tools/production/token-issuer.ts";
import type { TokenClaims } from "../tools/production/token-issuer.ts";

const NOTE = "users/identity-ada/notes/secret";
const SECONDS_NOW = Math.floor(Date.now() / 1000);

/** The emulators believe every token: here the gateway runs as in production. */
let production: Production;

beforeAll(async () => {
  production = await Production.start();
  await rawFirestore.set(NOTE, { text: { stringValue: "Ada's secret" } });
});

afterAll(async () => {
  await production.stop();
  await rawFirestore.delete(NOTE);
});

type Headers = Readonly<Record<string, string>>;

/** Calls, and counts what it came to at Firestore. */
async function call(gateway: GatewayProcess, data: unknown, headers: Headers) {
  const before = production.firestore.countOfCalls();
  const response = await fetch(gateway.url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ data }),
  });
  const body = (await response.json()) as { result?: Answer; error?: unknown };
  return {
    status: response.status,
    body,
    operations: production.firestore.countOfCalls() - before,
  };
}

interface Answer {
  readonly caller?: string;
  readonly tier?: string;
  readonly document?: { readonly data: unknown };
}

function claims(changed: TokenClaims): TokenClaims {
  return idTokenClaims(emulators.project, { sub: "identity-ada", ...changed });
}

function bearer(token: string): Headers {
  return { authorization: `Bearer ${token}` };
}

const UNAUTHENTICATED = { error: { message: "Unauthenticated", status: "UNAUTHENTICATED" } };

describe("a caller is who the verified token says", () => {
  let gateway: GatewayProcess;
  beforeAll(async () => (gateway = await production.instance("getQuota")));

  test.each<[string, TokenClaims, string, string]>([
    ["a user", {}, "user:identity-ada", "user"],
    ["an admin", { admin: true }, "user:identity-ada", "admin"],
    ["a service", { sub: "bot", service: "catalog" }, "service:catalog", "service catalog"],
    ["a user whose claim says admin in words", { admin: "true" }, "user:identity-ada", "user"],
    ["a user with an odd uid", { sub: "a/../b\u0000 𝔸" }, "user:a/../b\u0000 𝔸", "user"],
  ])("%s", async (_who, changed, caller, tier) => {
    const { status, body } = await call(gateway, {}, bearer(sign(claims(changed))));
    expect({ status, caller: body.result?.caller, tier: body.result?.tier }).toEqual({
      status: 200,
      caller,
      tier,
    });
  });

  test.each<[string, Headers]>([
    ["without a token", {}],
    ["with an empty Authorization header", { authorization: "" }],
    [
      "with headers that say otherwise",
      {
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-user": "identity-ada",
        "x-forwarded-authorization": `Bearer ${sign(claims({}))}`,
        "x-callable-context-auth": encodeURIComponent('{"uid":"identity-ada","token":{}}'),
        "x-original-auth": `Bearer ${sign(claims({}))}`,
        "x-endpoint-api-userinfo": Buffer.from('{"sub":"identity-ada"}').toString("base64url"),
        "x-goog-authenticated-user-id": "identity-ada",
        "x-serverless-authorization": `Bearer ${sign(claims({}))}`,
      },
    ],
  ])("a caller %s is anonymous", async (_how, headers) => {
    const { body } = await call(gateway, {}, headers);
    expect(body.result).toMatchObject({ caller: "anonymous", tier: "anonymous" });
  });

  test("the request's data names nobody", async () => {
    const data = { auth: { uid: "identity-ada" }, caller: "service:catalog", uid: "identity-ada" };
    const { status, body } = await call(gateway, data, {});
    expect({ status, error: body.error }).toMatchObject({
      status: 400,
      error: { details: { reason: "INVALID_REQUEST" } },
    });
  });
});

describe("a token that is not surely Firebase's is refused before anything is read", () => {
  let gateway: GatewayProcess;
  /** Takes those that are: what it has leased it gives back at its own time, and that is counted too. */
  let taking: GatewayProcess;
  beforeAll(async () => {
    [gateway, taking] = await Promise.all([
      production.instance("getDocument"),
      production.instance("getDocument"),
    ]);
  });

  test("one that is reads what its user may", async () => {
    const { body } = await call(taking, { path: NOTE }, bearer(genuine));
    expect(body.result?.document?.data).toEqual({ text: "Ada's secret" });
  });

  const genuine = sign(claims({}));
  const [head = "", payload = "", signature = ""] = genuine.split(".");
  const [, otherPayload = ""] = sign(claims({ sub: "identity-eve", admin: true })).split(".");

  test.each<[string, string]>([
    ["signed by another key", forge(claims({}))],
    ["signed by a key that it brings along", forge(claims({}), OWN_KEY)],
    ["whose claims were changed after it was signed", `${head}.${otherPayload}.${signature}`],
    ["whose signature is cut off", `${head}.${payload}.`],
    ["unsigned (alg: none)", withoutSignature(claims({}))],
    ["signed with the public key as a secret (HS256)", signWithPublicKey(claims({}))],
    ["of another algorithm in name", sign(claims({}), { alg: "PS256" })],
    ["of a key that nobody knows", sign(claims({}), { kid: "another" })],
    ["of a key named __proto__", sign(claims({}), { kid: "__proto__" })],
    ["of no key", sign(claims({}), { kid: undefined })],
    ["expired", sign(claims({ exp: SECONDS_NOW - 1 }))],
    ["not yet valid", sign(claims({ nbf: SECONDS_NOW + 3600 }))],
    ["of another project", sign(claims({ aud: "another-project" }))],
    ["of several projects, this one too", sign(claims({ aud: [emulators.project, "another"] }))],
    [
      "of another project's issuer",
      sign(claims({ iss: "https://securetoken.google.com/another" })),
    ],
    ["of another issuer", sign(claims({ iss: `https://evil.example/${emulators.project}` }))],
    [
      "for a session cookie",
      sign(claims({ iss: `https://session.firebase.google.com/${emulators.project}` })),
    ],
    ["without a subject", sign(claims({ sub: undefined }))],
    ["with an empty subject", sign(claims({ sub: "" }))],
    ["with a subject that is no text", sign(claims({ sub: { admin: true } }))],
    ["with a subject that is too long", sign(claims({ sub: "x".repeat(129) }))],
    [
      "without a subject, which firebase-admin lets pass",
      sign(claims({ sub: undefined, event_type: "beforeSendSms" })),
    ],
    ["without an end", sign(claims({ exp: undefined }))],
    ["from the future", sign(claims({ iat: SECONDS_NOW + 3600 }))],
    ["that is none", "nope"],
    ["that is empty", ""],
    ["that is a list", `${genuine},${genuine}`],
    ["in quotes", `"${genuine}"`],
  ])("one %s", async (_what, token) => {
    const answer = await call(gateway, { path: NOTE }, bearer(token));
    expect(answer).toEqual({ status: 401, body: UNAUTHENTICATED, operations: 0 });
  });

  test.each([
    ["Basic", "Basic YWRhOnNlY3JldA=="],
    ["Token", `Token ${genuine}`],
    ["none", genuine],
  ])("one in a header of another scheme: %s", async (_scheme, authorization) => {
    const answer = await call(gateway, { path: NOTE }, { authorization });
    expect(answer).toEqual({ status: 401, body: UNAUTHENTICATED, operations: 0 });
  });

  test("claims of ours of another form lock nobody out, and are told once for each claim", async () => {
    const changed = { roles: "unlisted-editor", admin: "yes", teams: 5, service: null };
    const lines = await logOf(taking, async () => {
      for (const more of [{}, { service: 3 }, { service: { name: "unlisted" } }]) {
        const answer = await call(
          taking,
          { path: NOTE },
          bearer(sign(claims({ ...changed, ...more }))),
        );
        expect(answer).toMatchObject({
          status: 200,
          body: { result: { document: { data: { text: "Ada's secret" } } } },
        });
      }
    });
    const told = lines.filter((line) => line.includes("malformed"));
    const claimsTold = told.map((line) => /claim (\w+) malformed/.exec(line)?.[1] ?? "");
    expect(claimsTold.toSorted()).toEqual(["admin", "roles", "service", "teams"]);
    expect(told.join()).not.toMatch(/unlisted|identity-ada|yes/);
  });

  test("and no token gets into the log", async () => {
    await untilLogged(gateway);
    const logged = gateway.output();
    expect(logged).toContain('"tokenProblems":["ID token: ');
    expect(logged).not.toContain(signature);
    expect(logged).not.toContain(payload);
    expect(logged).not.toContain(otherPayload);
  });
});

describe("where Google's public keys can't be fetched", () => {
  let gateway: GatewayProcess;
  beforeAll(async () => {
    const env = { KEY_SERVER_ORIGIN: "http://127.0.0.1:1" };
    gateway = await production.instance("getDocument", env);
  });

  test("nobody knows whether a token is good: its caller is told to come again", async () => {
    const { status, body, operations } = await call(
      gateway,
      { path: NOTE },
      bearer(sign(claims({}))),
    );
    expect({ status, error: body.error, operations }).toMatchObject({
      status: 503,
      error: { status: "UNAVAILABLE", details: { reason: "GATEWAY_UNAVAILABLE" } },
      operations: 0,
    });
    await until(() => /"severity":"ERROR".*ECONNREFUSED/.test(gateway.output()));
  });

  test("who has no token is answered, and a token that is wrong in itself is refused", async () => {
    expect(await call(gateway, { path: NOTE }, {})).toMatchObject({ status: 403 });
    expect(await call(gateway, { path: NOTE }, bearer("x"))).toMatchObject({ status: 401 });
  });
});

describe("nobody is told from nobody by the address that the outermost proxy of ours saw", () => {
  let gateway: GatewayProcess;
  beforeAll(async () => (gateway = await production.instance("getDocument")));

  /** How many accounts calls with these headers are charged to. */
  async function accounts(...forwardedFor: readonly string[]): Promise<number> {
    const before = await anonymousAccounts();
    for (const addresses of forwardedFor) {
      await call(gateway, { path: "movies/identity" }, { "x-forwarded-for": addresses });
    }
    return (await anonymousAccounts()) - before;
  }

  async function anonymousAccounts(): Promise<number> {
    const documents = await rawFirestore.list(production.own.quotas);
    return documents.filter(({ name }) => name.includes("/anonymous-")).length;
  }

  test("what the client has written before it counts for nothing", async () => {
    const seen = newAddress();
    const claimed = ["1.1.1.1", "127.0.0.1", "203.0.113.8, 10.0.0.1", "garbage", "", "::1"];
    expect(await accounts(...claimed.map((left) => `${left}, ${seen}`))).toBe(1);
  });

  test("another address is another's account", async () => {
    expect(await accounts(newAddress(), newAddress())).toBe(2);
  });

  test("the addresses of one IPv6 subscriber are one", async () => {
    const subscriber = newSubscriber();
    expect(await accounts(`${subscriber}::1`, `${subscriber}:ffff::2`)).toBe(1);
  });
});

describe("where App Check is enforced", () => {
  let gateway: GatewayProcess;
  beforeAll(
    async () => (gateway = await production.instance("getQuota", { ENFORCE_APP_CHECK: "true" })),
  );

  const app = appCheckClaims(emulators.project, "1:1:web:app");

  test.each<[string, Headers]>([
    ["no", {}],
    ["a forged", { "x-firebase-appcheck": forge(app) }],
    ["an unsigned", { "x-firebase-appcheck": withoutSignature(app) }],
    ["an expired", { "x-firebase-appcheck": sign({ ...app, exp: SECONDS_NOW - 1 }) }],
    ["another project's", { "x-firebase-appcheck": sign({ ...app, aud: ["projects/another"] }) }],
    ["a user's ID token as its", { "x-firebase-appcheck": sign(claims({})) }],
  ])("a call with %s App Check token is refused, whoever calls", async (_which, headers) => {
    for (const who of [{}, bearer(sign(claims({ admin: true })))]) {
      const answer = await call(gateway, {}, { ...headers, ...who });
      expect(answer).toEqual({ status: 401, body: UNAUTHENTICATED, operations: 0 });
    }
  });

  test("a valid one lets the call in, and makes nobody a user", async () => {
    const { body } = await call(gateway, {}, { "x-firebase-appcheck": sign(app) });
    expect(body.result).toMatchObject({ caller: "anonymous" });
  });

  test("a valid one saves no forged ID token", async () => {
    const headers = { "x-firebase-appcheck": sign(app), ...bearer(forge(claims({}))) };
    expect(await call(gateway, {}, headers)).toMatchObject({ status: 401, operations: 0 });
  });
});

describe("the gateway does not start outside the emulator suite", () => {
  test.each<[string, NodeJS.ProcessEnv]>([
    [
      "FIREBASE_DEBUG_FEATURES",
      {
        FIREBASE_DEBUG_MODE: "true",
        FIREBASE_DEBUG_FEATURES: '{"skipTokenVerification":true}',
      },
    ],
    ["FIREBASE_AUTH_EMULATOR_HOST", { FIREBASE_AUTH_EMULATOR_HOST: "127.0.0.1:9099" }],
  ])("where %s has tokens believed", async (variable, extra) => {
    await expect(production.instance("getQuota", extra)).rejects.toThrow(
      `${variable} switches the verification of tokens off`,
    );
  });
});
