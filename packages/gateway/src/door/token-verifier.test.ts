import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { deleteApp, initializeApp } from "firebase-admin/app";
import { getAppCheck } from "firebase-admin/app-check";
import { getAuth } from "firebase-admin/auth";
import { MAX_TOKEN_LENGTH } from "./read-token.ts";
import { TokenError } from "./token-error.ts";
import { createTokenVerifier } from "./token-verifier.ts";
import { ID_TOKEN_CHANGES, APP_CHECK_CHANGES, type Change } from "./token-changes.samples.ts";
import {
  APP_CHECK_JWKS,
  ID_TOKEN_CERTIFICATES,
  NOW_SECONDS,
  PROJECT,
  appCheckToken,
  idToken,
  tokenOf,
  type TokenSample,
} from "./token.samples.ts";

const app = initializeApp({ projectId: PROJECT }, "token-verifier");
const verifier = createTokenVerifier({
  projectId: PROJECT,
  unsignedTokens: false,
  now: () => NOW_SECONDS * 1000,
});

/** Google's keys, for firebase-admin and for the gateway. */
const keyServer = http.createServer(({ url }, response) => {
  response.setHeader("content-type", "application/json");
  response.setHeader("cache-control", "public, max-age=3600");
  response.end(JSON.stringify(url?.endsWith("/jwks") ? APP_CHECK_JWKS : ID_TOKEN_CERTIFICATES));
});
const request = https.request;

beforeAll(async () => {
  jest.spyOn(Date, "now").mockReturnValue(NOW_SECONDS * 1000);
  await once(keyServer.listen(0, "127.0.0.1"), "listening");
  const { port } = keyServer.address() as AddressInfo;
  const local = ({ path }: https.RequestOptions, onAnswer?: (m: http.IncomingMessage) => void) =>
    http.request({ method: "GET", path, hostname: "127.0.0.1", port }, onAnswer);
  https.request = local as typeof https.request;
});

afterAll(async () => {
  https.request = request;
  jest.restoreAllMocks();
  keyServer.closeAllConnections();
  keyServer.close();
  await deleteApp(app);
});

/** Where ours refuses what firebase-admin takes, and why. */
const STRICTER: readonly Strictness[] = [
  {
    why: "a token without an end would hold for ever",
    applies: ({ claims: { exp } }) => typeof exp !== "number",
  },
  {
    why: "one that comes from no time, or from further ahead than clocks differ, is not Firebase's",
    applies: ({ claims: { iat } }) => typeof iat !== "number" || iat > NOW_SECONDS + 300,
  },
  {
    why: "Google names its keys; firebase-admin tries all of them where a name is empty",
    applies: ({ header: { kid } }) => typeof kid !== "string" || kid === "",
  },
  {
    why: "a caller has a uid; firebase-admin takes a token for an event before a user is known",
    applies: ({ claims: { event_type: event, sub } }) =>
      event !== undefined && (typeof sub !== "string" || sub === "" || sub.length > 128),
  },
  {
    why: "what a header calls critical must be understood, or refused (RFC 7515, section 4.1.11)",
    applies: ({ header }) => "crit" in header,
  },
  {
    why: "claims are an object; firebase-admin also takes a JSON string with the JSON of one",
    applies: (_parts, token) => typeof claimsOf(token) === "string",
  },
  {
    why: "no token is longer than the headers that bring it",
    applies: (_parts, token) => token.length > MAX_TOKEN_LENGTH,
  },
];

interface Strictness {
  readonly why: string;
  readonly applies: (parts: Pick<TokenSample, "header" | "claims">, token: string) => boolean;
}

/** Of a token that firebase-admin takes. */
function whyStricter(token: string): readonly string[] {
  const claims = claimsOf(token);
  const parts = {
    header: partOf(token, 0) as TokenSample["header"],
    claims: (typeof claims === "string" ? JSON.parse(claims) : claims) as TokenSample["claims"],
  };
  return STRICTER.filter(({ applies }) => applies(parts, token)).map(({ why }) => why);
}

function claimsOf(token: string): unknown {
  return partOf(token, 1);
}

function partOf(token: string, index: 0 | 1): unknown {
  return JSON.parse(Buffer.from(token.split(".")[index] ?? "", "base64url").toString());
}

/** What a verifier makes of a token: what it knows by it, or undefined. */
type Verify = (token: string) => Promise<unknown>;

const KINDS: readonly Kind[] = [
  {
    kind: "ID token",
    sample: idToken,
    changes: ID_TOKEN_CHANGES,
    ours: async (token) => (await verifier.verifyIdToken(token)).token,
    theirs: (token) => getAuth(app).verifyIdToken(token),
  },
  {
    kind: "App Check token",
    sample: appCheckToken,
    changes: APP_CHECK_CHANGES,
    ours: async (token) => (await verifier.verifyAppCheckToken(token)).appId,
    theirs: async (token) => (await getAppCheck(app).verifyToken(token)).appId,
  },
];

interface Kind {
  readonly kind: string;
  readonly sample: TokenSample;
  readonly changes: readonly Change[];
  readonly ours: Verify;
  readonly theirs: Verify;
}

/** Nothing but a bad token may be what is wrong: keys are there. */
async function ourVerdict(ours: Verify, token: string): Promise<unknown> {
  try {
    return await ours(token);
  } catch (error) {
    expect(error).toBeInstanceOf(TokenError);
    return undefined;
  }
}

/** The differences that were met. */
const seen = new Set<string>();

async function expectEqual({ ours, theirs }: Kind, token: string): Promise<void> {
  const expected = await theirs(token).catch(() => undefined);
  const reasons = expected === undefined ? [] : whyStricter(token);
  for (const why of reasons) seen.add(why);
  const verdict = await ourVerdict(ours, token);
  expect(verdict).toEqual(reasons.length > 0 ? undefined : expected);
  // The second time it may be remembered.
  expect(await ourVerdict(ours, token)).toEqual(verdict);
}

describe.each(KINDS)("of an $kind, what firebase-admin makes is made", (kind) => {
  const { sample, changes, theirs } = kind;

  test("where it is as usual, which it takes", async () => {
    await expectEqual(kind, tokenOf(sample));
    expect(await theirs(tokenOf(sample))).toBeDefined();
  });

  test.each(changes)("with %s", async (_what, change) => {
    await expectEqual(kind, tokenOf(change(sample)));
  });

  test("with any of these together", async () => {
    const any = fc.constantFrom(...changes);
    await fc.assert(
      fc.asyncProperty(fc.array(any, { minLength: 2, maxLength: 4 }), async (several) => {
        await expectEqual(
          kind,
          tokenOf(several.reduce((made, [, change]) => change(made), sample)),
        );
      }),
      { numRuns: 500 },
    );
  });
});

test("no difference is listed that there is not", () => {
  expect([...seen].toSorted()).toEqual(STRICTER.map(({ why }) => why).toSorted());
});

test("a claim named __proto__ gives no rights", async () => {
  const rewrite = (json: string) => json.replace("{", '{"__proto__":{"admin":true},');
  const { token } = await verifier.verifyIdToken(tokenOf({ ...idToken, rewrite }));
  expect(Object.keys(token)).toContain("__proto__");
  expect(Object.getPrototypeOf(token)).toBe(Object.prototype);
  expect(token["admin"]).toBeUndefined();
});
