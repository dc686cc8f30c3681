import { randomUUID } from "node:crypto";
import {
  appCheckClaims,
  sign,
  startKeyServer,
  type KeyServer,
  type TokenClaims,
} from "../tools/production/token-issuer.ts";
import {
  authEmulator,
  signInWithCustomToken,
  unsignedCustomToken,
} from "../packages/gateway/src/cli/tokens/sign-in.ts";
import { emulators } from "./support/emulators.ts";
import { GoogleTokens } from "./support/google-tokens.ts";
import { Caller, Production } from "./support/production.ts";

const LOOKUP = `/v1/projects/${emulators.project}/accounts:lookup`;
const CONSUME = `/v1beta/projects/${emulators.project}:verifyAppCheckToken`;
const NOW_SECONDS = Math.floor(Date.now() / 1000);
const INVALID = { status: "UNAUTHENTICATED" };
const UNAVAILABLE = { status: "UNAVAILABLE", details: { reason: "GATEWAY_UNAVAILABLE" } };

let production: Production;
let keys: KeyServer;
let google: GoogleTokens;

beforeAll(async () => {
  keys = await startKeyServer();
  google = await GoogleTokens.start(keys.origin);
  production = await Production.startApp("test/fixtures/strict-tokens/index.ts");
});
beforeEach(() => {
  google.isDown = false;
  google.asked.length = 0;
});
afterAll(async () => {
  await production.stop();
  google.close();
  await keys.close();
});

function instance(checkRevoked: string) {
  return production.instance("database", {
    CHECK_REVOKED: checkRevoked,
    KEY_SERVER_ORIGIN: `http://${google.host}`,
    // Where a function on Cloud Run gets its own credentials.
    K_SERVICE: "database",
    GCE_METADATA_HOST: google.host,
  });
}

/** A user who is there, with an ID token. */
function user(claims: TokenClaims = {}): { readonly sub: string } & TokenClaims {
  const sub = `revoked-${randomUUID()}`;
  google.users.set(sub, {});
  return { sub, ...claims };
}

describe.each<[string, TokenClaims, boolean]>([
  ["off", { admin: true }, false],
  ["admins", {}, false],
  ["admins", { admin: true }, true],
  ["admins", { service: "catalog" }, true],
  ["all", {}, true],
])("where revocation is checked of %s, a token with %j", (check, claims, isChecked) => {
  let served: Awaited<ReturnType<typeof instance>>;
  beforeAll(async () => {
    served = await instance(check);
  });
  afterAll(() => served.stop());

  test.each<[string, (uid: string) => void]>([
    ["revoked", (uid) => google.users.set(uid, { validSince: String(NOW_SECONDS) })],
    ["of a disabled account", (uid) => google.users.set(uid, { disabled: true })],
    ["of a deleted account", (uid) => google.users.delete(uid)],
  ])(`that is %s is ${isChecked ? "refused" : "taken"}`, async (_how, change) => {
    const revoked = user(claims);
    change(revoked.sub);
    const answer = await new Caller(served, revoked).call("getQuota", {});
    if (isChecked) expect(answer.error).toMatchObject(INVALID);
    else expect(answer.error).toBeUndefined();
    expect(google.asked).toEqual(isChecked ? [LOOKUP] : []);
  });

  test("that is good is taken, and its account looked up once a minute at most", async () => {
    const caller = new Caller(served, user(claims));
    for (let calls = 0; calls < 3; calls += 1) {
      expect((await caller.call("getQuota", {})).error).toBeUndefined();
    }
    expect(google.asked).toEqual(isChecked ? [LOOKUP] : []);
  });

  test("is not taken on trust where nobody can tell", async () => {
    google.isDown = true;
    const { error } = await new Caller(served, user(claims)).call("getQuota", {});
    if (isChecked) expect(error).toMatchObject(UNAVAILABLE);
    else expect(error).toBeUndefined();
  });
});

describe("a callable that takes each App Check token once", () => {
  let served: Awaited<ReturnType<typeof instance>>;
  beforeAll(async () => {
    served = await instance("off");
  });
  afterAll(() => served.stop());

  /** An admin who calls with a new App Check token. */
  function caller(appCheckToken: string | undefined): Caller {
    const headers = { ...(appCheckToken && { "x-firebase-appcheck": appCheckToken }) };
    return new Caller(served, { ...user(), admin: true }, headers);
  }
  const newToken = () =>
    sign({ ...appCheckClaims(emulators.project, "1:2:web:3"), jti: randomUUID() });

  test("takes it, refuses it the second time, and asks App Check each time", async () => {
    const admin = caller(newToken());
    expect((await admin.call("listQuotas", {})).error).toBeUndefined();
    for (let calls = 0; calls < 2; calls += 1) {
      expect((await admin.call("listQuotas", {})).error).toMatchObject(INVALID);
    }
    expect(google.asked).toEqual([CONSUME, CONSUME, CONSUME]);
  });

  test("asks about one that other callables have taken and remembered, too", async () => {
    const admin = caller(newToken());
    for (let calls = 0; calls < 2; calls += 1) {
      expect((await admin.call("getQuota", {})).error).toBeUndefined();
    }
    expect(google.asked).toEqual([]);
    expect((await admin.call("listQuotas", {})).error).toBeUndefined();
    expect((await admin.call("listQuotas", {})).error).toMatchObject(INVALID);
  });

  test("refuses a call without one, and one that is no token", async () => {
    expect((await caller(undefined).call("listQuotas", {})).error).toMatchObject(INVALID);
    expect((await caller("a.b.c").call("listQuotas", {})).error).toMatchObject(INVALID);
    expect(google.asked).toEqual([]);
  });

  test("what of Firestore's protocol does the same takes it once, too", async () => {
    const token = newToken();
    const aggregate = (headers: Readonly<Record<string, string>>) =>
      fetch(
        `${served.url}v1/projects/${emulators.project}/databases/(default)/documents:runAggregationQuery`,
        { method: "POST", headers, body: "{}" },
      );
    expect((await aggregate({})).status).toBe(401);
    expect((await aggregate({ "x-firebase-appcheck": token })).status).toBe(400);
    expect((await aggregate({ "x-firebase-appcheck": token })).status).toBe(401);
  });

  test("answers unavailable where App Check can't be asked", async () => {
    google.isDown = true;
    expect((await caller(newToken()).call("listQuotas", {})).error).toMatchObject(UNAVAILABLE);
  });
});

describe("in the emulator suite", () => {
  const uid = `revoked-${randomUUID()}`;
  const accounts = `http://${emulators.auth}/identitytoolkit.googleapis.com/v1/projects/${emulators.project}/accounts`;
  let idToken: string;

  beforeAll(async () => {
    const custom = unsignedCustomToken({ uid, claims: {} });
    idToken = await signInWithCustomToken(authEmulator(emulators.auth), custom);
  });

  /** What an instance answers that knows nothing yet. */
  async function statusOfCall(): Promise<number> {
    const served = await production.instance("database", {
      CHECK_REVOKED: "all",
      FUNCTIONS_EMULATOR: "true",
      FIREBASE_AUTH_EMULATOR_HOST: emulators.auth,
    });
    return post(`${served.url}getQuota`, { data: {} }, idToken);
  }

  async function post(url: string, body: object, token: string): Promise<number> {
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    const { status } = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    return status;
  }

  test("the Auth emulator's accounts count", async () => {
    expect(await statusOfCall()).toBe(200);
    await post(`${accounts}:update`, { localId: uid, disableUser: true }, "owner");
    expect(await statusOfCall()).toBe(401);
  });
});
