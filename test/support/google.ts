import { createVerify, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { appCheckClaims, idTokenClaims, sign } from "../../tools/production/token-issuer.ts";
import { emulators } from "./emulators.ts";

/** The one app of the project. */
export const APP_ID = "1:1:web:app";
const ACCOUNT = "gateway@example.iam.gserviceaccount.com";
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** The key file of a service account that {@link startGoogle} knows, and nobody else. */
export const SERVICE_ACCOUNT_KEY = JSON.stringify({
  type: "service_account",
  project_id: emulators.project,
  client_email: ACCOUNT,
  private_key: privateKey.export({ format: "pem", type: "pkcs8" }),
});

/**
 * Google as far as a service needs it to get tokens, for `test/fixtures/local-https.ts`, and the
 * gateway where it is deployed. What it issues is signed as {@link Production} expects.
 *
 * @param gateway where every callable answers, each at its name
 */
export async function startGoogle(gateway: string) {
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    void text(request)
      .then((body) => answer(gateway, request, body))
      .catch((error: unknown) => ({ status: 400, body: { error: { message: String(error) } } }))
      .then(({ status, body }) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(body));
      });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function answer(gateway: string, request: IncomingMessage, body: string): Promise<Answer> {
  const [, host = "", ...path] = (request.url ?? "").split("?")[0]?.split("/") ?? [];
  switch (host) {
    case "oauth2.googleapis.com":
      verified(new URLSearchParams(body).get("assertion"));
      return ok({ access_token: "access", expires_in: 3600, token_type: "Bearer" });
    case "identitytoolkit.googleapis.com": {
      const { uid, claims } = verified(tokenOf(body, "token"));
      return ok({ idToken: sign(idTokenClaims(emulators.project, { sub: uid, ...claims })) });
    }
    case "firebaseappcheck.googleapis.com":
      return ok(appCheckToken(path.join("/"), request, body));
    case `us-central1-${emulators.project}.cloudfunctions.net`:
      return forward(`${gateway}${path.join("/")}`, request, body);
    default:
      throw new Error(`${host} is not here`);
  }
}

/** @see https://firebase.google.com/docs/reference/appcheck/rest/v1/projects.apps/exchangeCustomToken */
function appCheckToken(path: string, { headers }: IncomingMessage, body: string) {
  const { app_id: app, ttl } = verified(tokenOf(body, "customToken"));
  if (headers.authorization !== "Bearer access") throw new Error("no access");
  if (
    app !== APP_ID ||
    path !== `v1/projects/${emulators.project}/apps/${APP_ID}:exchangeCustomToken`
  ) {
    throw new Error("App not found.");
  }
  return { token: sign(appCheckClaims(emulators.project, APP_ID)), ttl };
}

function tokenOf(body: string, name: string): string {
  return String((JSON.parse(body) as Readonly<Record<string, unknown>>)[name]);
}

interface Claims {
  readonly uid?: string;
  readonly claims?: object;
  readonly app_id?: string;
  readonly ttl?: string;
}

/** What the service account has signed. */
function verified(token: string | null): Claims {
  const [header = "", claims = "", signature = ""] = (token ?? "").split(".");
  const verify = createVerify("RSA-SHA256").update(`${header}.${claims}`);
  if (!verify.verify(publicKey, signature, "base64url")) throw new Error("a forged token");
  return JSON.parse(Buffer.from(claims, "base64url").toString()) as Claims;
}

async function forward(url: string, { headers }: IncomingMessage, body: string): Promise<Answer> {
  const kept = ["content-type", "authorization", "x-firebase-appcheck"];
  const sent = Object.entries(headers).filter(([name]) => kept.includes(name));
  const response = await fetch(url, {
    method: "POST",
    headers: Object.fromEntries(sent) as Record<string, string>,
    body,
  });
  return { status: response.status, body: await response.json() };
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}
