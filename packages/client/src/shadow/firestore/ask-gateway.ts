import type { Answer } from "../../../../gateway/src/shadow/answer.ts";
import {
  gatewayUrl,
  restAnswer,
  type GatewayHost,
} from "../../../../gateway/src/shadow/rest-answer.ts";
import type { ReadOfSdk } from "./read-of-sdk.ts";

/** The tokens that the app's own reads have. */
export interface GatewayTokens {
  /** The ID token of who is signed in: `() => getAuth().currentUser?.getIdToken()`. */
  readonly idToken?: () => Promise<string | null> | string | null | undefined;
  /** App Check's token, where the project enforces it. */
  readonly appCheckToken?: () => Promise<string>;
}

/** Asks the gateway for a read; never rejects. */
export async function askGateway(
  { read, isReversed }: ReadOfSdk,
  options: GatewayHost & GatewayTokens,
): Promise<Answer> {
  const { parent, method, body } = read;
  const url = `${gatewayUrl(options)}${parent}:${method}`;
  const answer = await restAnswer(method, sendToGateway(url, JSON.stringify(body), options));
  if (!isReversed || answer.kind !== "documents") return answer;
  return { kind: "documents", documents: [...answer.documents].reverse() };
}

/** Sends a body with the app's own tokens. */
export async function sendToGateway(
  url: string,
  body: string,
  tokens: GatewayTokens,
): Promise<Response> {
  const idToken = await tokens.idToken?.();
  const appCheckToken = await tokens.appCheckToken?.();
  return fetch(url, {
    method: "POST",
    headers: {
      "content-type": "text/plain",
      ...(idToken && { authorization: `Bearer ${idToken}` }),
      ...(appCheckToken !== undefined && { "x-firebase-appcheck": appCheckToken }),
    },
    body,
  });
}
