import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { sentOf, type ProtocolRequest } from "./requests.ts";

/** What of an answer the protocol is about. */
export interface ProtocolAnswer {
  /** The status, and what the body is: a result, an error's code, or something else. */
  readonly outcome: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const HEADERS = [
  "content-type",
  "access-control-allow-origin",
  "access-control-allow-methods",
  "access-control-allow-headers",
  "access-control-expose-headers",
  "access-control-max-age",
  "retry-after",
  "vary",
  "cache-control",
  "etag",
  "x-powered-by",
];

export async function ask(url: string, request: ProtocolRequest): Promise<ProtocolAnswer> {
  const { method, headers, body } = sentOf(request);
  const outgoing = httpRequest(url, { method, headers });
  outgoing.end(body);
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  const content = await text(answer);
  return {
    outcome: `${String(answer.statusCode)} ${kindOf(content)}`,
    headers: Object.fromEntries(
      HEADERS.flatMap((name) => {
        const value = answer.headers[name];
        return value === undefined ? [] : [[name, String(value)]];
      }),
    ),
    body: content,
  };
}

function kindOf(content: string): string {
  if (content === "") return "nothing";
  try {
    const [, event] = /^data: (.*)\n\n$/s.exec(content) ?? [];
    const body = JSON.parse(event ?? content) as { readonly error?: { readonly status: string } };
    return `${event === undefined ? "" : "event "}${body.error?.status ?? "result"}`;
  } catch {
    return "text";
  }
}

/** What differs between Firebase's answer and the gateway's, each in one line. */
export function differencesOf(firebase: ProtocolAnswer, gateway: ProtocolAnswer): string[] {
  if (firebase.outcome !== gateway.outcome) {
    return [`answer: ${firebase.outcome} -> ${gateway.outcome}`];
  }
  const headers = HEADERS.flatMap((name) => {
    const [theirs = "none", ours = "none"] = [firebase.headers[name], gateway.headers[name]];
    return theirs === ours ? [] : [`${name}: ${theirs} -> ${ours}`];
  });
  return firebase.body === gateway.body
    ? headers
    : [...headers, `body of ${firebase.outcome} is another`];
}
