import { createHmac, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { selfSigned } from "./certificate.samples.ts";

export const PROJECT = "demo-project";
/** The time of all samples, in seconds: a full second. */
export const NOW_SECONDS = 1_800_000_000;

const first = generateKeyPairSync("rsa", { modulusLength: 2048 });
const second = generateKeyPairSync("rsa", { modulusLength: 2048 });
const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" });
const forger = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** The names of the keys that are published, and which of them is signed with. */
export const KEYS = { first, second, elliptic, forger } as const;
export type KeyName = keyof typeof KEYS;

const pem = (key: KeyObject) => key.export({ format: "pem", type: "spki" }) as string;
const jwk = (kid: string, key: KeyObject, alg: string) => ({
  ...key.export({ format: "jwk" }),
  kid,
  alg,
  use: "sig",
});

/** The keys of ID tokens as Google publishes them, an elliptic one and one that is broken besides. */
export const ID_TOKEN_CERTIFICATES = {
  first: selfSigned(first),
  second: pem(second.publicKey),
  "1": selfSigned(second),
  elliptic: pem(elliptic.publicKey),
  broken: "-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n",
};

/** The same for App Check. */
export const APP_CHECK_JWKS = {
  keys: [
    jwk("first", first.publicKey, "RS256"),
    jwk("second", second.publicKey, "RS256"),
    jwk("1", second.publicKey, "RS256"),
    jwk("elliptic", elliptic.publicKey, "ES256"),
    { kid: "broken", kty: "RSA", alg: "RS256", use: "sig" },
  ],
};

/** A JSON object, a value that is none, or a text that may not be JSON. */
export type Part = unknown;

/** What a token is made of. */
export interface TokenSample {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly key: KeyName;
  /** What the claims' JSON becomes before it is signed. */
  readonly rewrite?: (json: string) => string | Buffer;
  /** What the token becomes after it is signed. */
  readonly alter?: (token: string) => string;
}

export const idToken: TokenSample = {
  header: { alg: "RS256", kid: "first", typ: "JWT" },
  claims: {
    iss: `https://securetoken.google.com/${PROJECT}`,
    aud: PROJECT,
    auth_time: NOW_SECONDS - 100,
    user_id: "ada",
    sub: "ada",
    iat: NOW_SECONDS - 60,
    exp: NOW_SECONDS + 3540,
    firebase: { identities: {}, sign_in_provider: "custom" },
  },
  key: "first",
};

export const appCheckToken: TokenSample = {
  header: { alg: "RS256", kid: "first", typ: "JWT" },
  claims: {
    iss: "https://firebaseappcheck.googleapis.com/1234",
    aud: ["projects/1234", `projects/${PROJECT}`],
    sub: "1:1234:web:app",
    iat: NOW_SECONDS - 60,
    exp: NOW_SECONDS + 3540,
    jti: "once",
  },
  key: "first",
};

/** The token, signed by its algorithm; what names none that is known is signed by RS256. */
export function tokenOf({ header, claims, key, rewrite, alter }: TokenSample): string {
  const json = JSON.stringify(claims);
  const encoded = Buffer.from(rewrite === undefined ? json : rewrite(json)).toString("base64url");
  const content = `${Buffer.from(JSON.stringify(header)).toString("base64url")}.${encoded}`;
  const token = `${content}.${signatureOf(content, String(header["alg"]), KEYS[key])}`;
  return alter === undefined ? token : alter(token);
}

function signatureOf(
  content: string,
  algorithm: string,
  { privateKey, publicKey }: (typeof KEYS)[KeyName],
): string {
  const [, family = "RS", bits = "256"] = /^(HS|RS|PS|ES)(256|384|512)$/.exec(algorithm) ?? [];
  if (algorithm === "none") return "";
  if (family === "HS") {
    return createHmac(`sha${bits}`, pem(publicKey)).update(content).digest("base64url");
  }
  const isRsa = privateKey.asymmetricKeyType === "rsa";
  const options = {
    key: privateKey,
    ...(isRsa ? {} : { dsaEncoding: "ieee-p1363" as const }),
    ...(isRsa && family === "PS" ? { padding: 6, saltLength: Number(bits) / 8 } : {}),
  };
  return sign(`sha${bits}`, Buffer.from(content), options).toString("base64url");
}
