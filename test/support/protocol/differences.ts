import type { ProtocolRequest } from "./requests.ts";

/** Where the gateway's handler answers otherwise than Firebase's own, on purpose. */
export interface Difference {
  /** As docs/security.md has it. */
  readonly title: string;
  /** What {@link differencesOf} calls it. */
  readonly seen: RegExp;
  /** For which requests alone it may be. */
  readonly only?: (request: ProtocolRequest) => boolean;
}

const isBad = (request: ProtocolRequest) =>
  request.setting === "App Check" ||
  (request.authorization !== undefined && request.authorization !== "");

export const DIFFERENCES: readonly Difference[] = [
  {
    title: "`Access-Control-Expose-Headers: Retry-After`",
    seen: /^access-control-expose-headers: none -> Retry-After$/,
    only: ({ setting }) => setting !== "no origin",
  },
  {
    title: "`Access-Control-Max-Age: 3600` of a preflight",
    seen: /^access-control-max-age: none -> 3600$/,
    only: ({ method }) => method === "OPTIONS",
  },
  {
    title: "a content type of every answer",
    seen: /^content-type: none -> text\/(event-stream|plain); charset=utf-8$/,
    only: ({ method, accept }) => method === "OPTIONS" || accept === "text/event-stream",
  },
  {
    title: "what is wrong with a request, in place of `Bad Request`",
    seen: /^body of (400|200 event) INVALID_ARGUMENT is another$/,
  },
  {
    title: "an error of the protocol for what is no JSON",
    seen: /^answer: (400|415) text -> (400|415|200 event) INVALID_ARGUMENT$/,
    only: ({ body, type }) =>
      /^(malformed|two of them|a text|gzip)$/.test(body ?? "") ||
      type?.includes("charset") === true,
  },
  {
    title: "415 for what is compressed",
    seen: /^answer: (200 result|200 event result|4\d\d [A-Z_]+|200 event [A-Z_]+) -> (415|200 event) INVALID_ARGUMENT$/,
    only: ({ body }) => body === "gzip",
  },
  {
    title: "401 before anything is said of the body",
    seen: /^answer: (4\d\d|200 event|500) (text|INVALID_ARGUMENT|event INVALID_ARGUMENT|INTERNAL) -> (401|200 event) UNAUTHENTICATED$/,
    only: isBad,
  },
  {
    title: "400 where Firebase's decoder breaks",
    seen: /^answer: (500|200 event) INTERNAL -> (400|200 event) INVALID_ARGUMENT$/,
    only: ({ body }) => /^(another @type|5,000 levels|a __proto__)$/.test(body ?? ""),
  },
];
