import type { IncomingMessage } from "node:http";
import { request } from "../../node-http.ts";
import type { AccessToken } from "./access-token.ts";

const HOST = "metadata.google.internal";
const PATH = "/computeMetadata/v1/instance/service-accounts/default/token";
const TIMEOUT_MS = 3_000;

/** Whether this process runs on Cloud Run as its service account, whose tokens come from the metadata server. */
export function hasMetadataServer(environment: NodeJS.ProcessEnv): boolean {
  return (
    environment["K_SERVICE"] !== undefined &&
    environment["FUNCTIONS_EMULATOR"] !== "true" &&
    !environment["GOOGLE_APPLICATION_CREDENTIALS"]
  );
}

/**
 * An access token of the service account that this process runs as.
 *
 * @param host `host:port` of the metadata server, as GCE_METADATA_HOST names it
 * @throws Error where it does not answer with one
 * @see https://cloud.google.com/run/docs/securing/service-identity#access_tokens
 */
export async function fetchMetadataToken(host = HOST): Promise<AccessToken> {
  const answer = await get(new URL(PATH, `http://${host}`));
  let text = "";
  for await (const chunk of answer.setEncoding("utf8")) text += chunk as string;
  if (answer.statusCode !== 200) {
    throw new Error(`The metadata server answered ${String(answer.statusCode)}.`);
  }
  const token = JSON.parse(text) as Partial<AccessToken>;
  const { access_token, expires_in } = token;
  if (typeof access_token === "string" && typeof expires_in === "number") {
    return { access_token, expires_in };
  }
  throw new Error("The metadata server answered without a token.");
}

function get(url: URL): Promise<IncomingMessage> {
  const headers = { "metadata-flavor": "Google" };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  return new Promise((resolve, reject) => {
    request(url, { headers, signal }, resolve).on("error", reject).end();
  });
}
