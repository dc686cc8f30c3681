import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { selfSigned } from "../../packages/gateway/src/door/certificate.samples.ts";

/** A key and its certificate, in PEM. */
export interface TlsIdentity {
  readonly key: string;
  readonly cert: string;
}

/** Whom processes take for Google that trust its certificate. */
export function googleIdentity(): TlsIdentity {
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const year = new Date().getUTCFullYear();
  const subject = { commonName: "*.googleapis.com", years: [year, year + 2] } as const;
  const cert = selfSigned(keys, subject);
  return { cert, key: keys.privateKey.export({ format: "pem", type: "pkcs8" }).toString() };
}

const TOKEN = { access_token: "a".repeat(1_024), expires_in: 3_599, token_type: "Bearer" };

/** Answers as the metadata server of a Cloud Run instance, which gives it its credentials. @returns its port */
export async function startMetadataServer(): Promise<number> {
  const server = createServer(({ url = "" }, response) => {
    const isToken = url.includes("/service-accounts/default/token");
    const isKnown = isToken || /^\/computeMetadata\/v1\/instance\/?$/.test(url);
    response.writeHead(isKnown ? 200 : 404, {
      "metadata-flavor": "Google",
      "content-type": isToken ? "application/json" : "application/text",
    });
    response.end(isToken ? JSON.stringify(TOKEN) : "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

export interface GoogleAddresses {
  readonly firestore: number;
  readonly keys: number;
  readonly metadata: number;
}

/**
 * The environment of a process that has Google's hosts as ports of this machine.
 *
 * @param folder where the certificate is left that it trusts
 */
export function googleEnv(
  { firestore, keys, metadata }: GoogleAddresses,
  { cert }: TlsIdentity,
  folder: string,
): NodeJS.ProcessEnv {
  const file = join(folder, "google.pem");
  writeFileSync(file, cert);
  const ports = {
    "firestore.googleapis.com": firestore,
    "www.googleapis.com": keys,
    "metadata.google.internal": metadata,
    "metadata.google.internal.": metadata,
    "169.254.169.254": metadata,
  };
  return {
    FAKE_NETWORK: JSON.stringify(ports),
    NODE_EXTRA_CA_CERTS: file,
    // As Cloud Run sets it: it tells Google's libraries that there is a metadata server.
    K_SERVICE: "database",
  };
}
