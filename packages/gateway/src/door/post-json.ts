import type { IncomingMessage } from "node:http";
import https from "node:https";
import type { FirestoreCredentials } from "../documents/rest/firestore-credentials.ts";
import { request as requestByHttp } from "../node-http.ts";
import { answerText } from "./answer-text.ts";

const TIMEOUT_MS = 5_000;

/** Posts a body to an API of Google's; answers what its answer holds, and rejects for any but a good one. */
export type PostJson = (url: string, body: object) => Promise<unknown>;

/** Posts with the credentials of whoever runs this process. */
export function postJsonAs(
  credentials: Pick<FirestoreCredentials, "authorization" | "forget">,
): PostJson {
  return async (url, body) => {
    const authorization = await credentials.authorization();
    const answer = await post(new URL(url), { authorization, body: JSON.stringify(body) });
    const text = await answerText(answer);
    if (answer.statusCode === 401) credentials.forget(authorization);
    if (answer.statusCode === 200) return JSON.parse(text) as unknown;
    throw new Error(`${new URL(url).host} answered ${String(answer.statusCode)}.`);
  };
}

function post(
  { protocol, hostname, port, pathname }: URL,
  { authorization, body }: { readonly authorization: string; readonly body: string },
): Promise<IncomingMessage> {
  const request = protocol === "http:" ? requestByHttp : https.request;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const headers = { authorization, "content-type": "application/json" };
  const options = { method: "POST", hostname, port, path: pathname, headers, signal };
  return new Promise((resolve, reject) => {
    request(options, resolve).on("error", reject).end(body);
  });
}
