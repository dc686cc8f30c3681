import { createHmac, createSign, generateKeyPairSync } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

/** The claims of a token; undefined takes a claim away. */
export type TokenClaims = Readonly<Record<string, unknown>>;

const KID = "the-key";
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const forger = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** An ID token of Firebase Authentication for the project, in all but who signed it. */
export function idTokenClaims(project: string, claims: TokenClaims): TokenClaims {
  const nowSeconds = Math.floor(Date.now() / 1000);
  return {
    iss: `https://securetoken.google.com/${project}`,
    aud: project,
    auth_time: nowSeconds - 60,
    iat: nowSeconds - 60,
    exp: nowSeconds + 3540,
    ...claims,
  };
}

/** An App Check token for the project's app. */
export function appCheckClaims(project: string, app: string): TokenClaims {
  const nowSeconds = Math.floor(Date.now() / 1000);
  return {
    iss: "https://firebaseappcheck.googleapis.com/1",
    aud: [`projects/1`, `projects/${project}`],
    sub: app,
    iat: nowSeconds - 60,
    exp: nowSeconds + 3540,
  };
}

/** Signs as Google does. `header` replaces parts of the token's own. */
export function sign(claims: TokenClaims, header: TokenClaims = {}): string {
  return signWith(privateKey, claims, header);
}

/** Signs with a key that nobody trusts, under the name of the one that is. */
export function forge(claims: TokenClaims, header: TokenClaims = {}): string {
  return signWith(forger.privateKey, claims, header);
}

export function withoutSignature(claims: TokenClaims): string {
  return `${encode({ alg: "none", kid: KID, typ: "JWT" })}.${encode(claims)}.`;
}

/** Takes the public key, which everybody has, for the secret of an HMAC. */
export function signWithPublicKey(claims: TokenClaims): string {
  const content = `${encode({ alg: "HS256", kid: KID, typ: "JWT" })}.${encode(claims)}`;
  const hmac = createHmac("sha256", publicKey.export({ format: "pem", type: "spki" }));
  return `${content}.${hmac.update(content).digest("base64url")}`;
}

/** The header that offers the forger's own key to check the token with. */
export const OWN_KEY = { jwk: forger.publicKey.export({ format: "jwk" }) };

function signWith(key: typeof privateKey, claims: TokenClaims, header: TokenClaims): string {
  const content = `${encode({ alg: "RS256", kid: KID, typ: "JWT", ...header })}.${encode(claims)}`;
  return `${content}.${createSign("RSA-SHA256").update(content).sign(key, "base64url")}`;
}

function encode(part: TokenClaims): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

export interface KeyServer {
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Gives the public key away as Google does: ID tokens' by name, App Check's as a JWKS.
 *
 * @param tls its key and certificate, in PEM @default plain HTTP
 */
export async function startKeyServer(tls?: { key: string; cert: string }): Promise<KeyServer> {
  const pem = publicKey.export({ format: "pem", type: "spki" });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: KID, alg: "RS256", use: "sig" };
  const listener: RequestListener = (request, response) => {
    const isJwks = request.url?.endsWith("/jwks") === true;
    response.setHeader("content-type", "application/json");
    response.setHeader("cache-control", "public, max-age=3600");
    response.end(JSON.stringify(isJwks ? { keys: [jwk] } : { [KID]: pem }));
  };
  const server = tls
    ? createTlsServer(tls, listener)
    : createServer({ keepAliveTimeout: 0 }, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${tls ? "https" : "http"}://127.0.0.1:${String(port)}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
