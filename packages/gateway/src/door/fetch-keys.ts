import https from "node:https";
import type { IncomingMessage } from "node:http";
import { answerText } from "./answer-text.ts";

const TIMEOUT_MS = 10_000;

/** What a key server answered. */
export interface KeysAnswer {
  readonly json: unknown;
  /** Its `cache-control` header. */
  readonly cacheControl: string | undefined;
}

/** Gets the public keys at an address; rejects where it can't. */
export type FetchKeys = (url: string) => Promise<KeysAnswer>;

/** Gets public keys from Google. */
export const fetchKeys: FetchKeys = async (url) => {
  const answer = await request(new URL(url));
  if (answer.statusCode !== 200) throw new Error(`${url} answered ${String(answer.statusCode)}.`);
  return {
    json: JSON.parse(await answerText(answer)),
    cacheControl: answer.headers["cache-control"],
  };
};

function request({ hostname, pathname }: URL): Promise<IncomingMessage> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  return new Promise((resolve, reject) => {
    https
      .request({ method: "GET", hostname, path: pathname, signal }, resolve)
      .on("error", reject)
      .end();
  });
}
