import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { Duplex } from "node:stream";
import { Server } from "../node-http.ts";

/** Where Node tells of a request before anybody, body parsers included, has seen it. */
export const REQUEST_CHANNEL = "http.server.request.start";

/** What a request's headers say of its body. */
export interface BodyHeaders {
  readonly contentLength: string | undefined;
  readonly contentEncoding: string | undefined;
}

const setAside = new WeakMap<IncomingMessage, BodyHeaders>();
let isSubscribed = false;

/**
 * Keeps the body of every request of this process from the body parsers before the handler, which
 * would inflate and parse up to 1 GiB for anybody: a parser skips a request that says of no body.
 * The stream stays unread, for {@link readBody}.
 *
 * This is for the processes of the gateway's own functions: another one would find no body.
 *
 * @throws Error where Node does not tell of requests as it did
 */
export function setBodiesAside(): void {
  if (isSubscribed) return;
  isSubscribed = true;
  subscribe(REQUEST_CHANNEL, (message) =>
    setBodyAside((message as { request: IncomingMessage }).request),
  );
  assertSetAside();
}

/**
 * What the request said of its body, which is still to be read; undefined where it was not set aside.
 *
 * @throws Error where it was, and somebody has read it all the same
 */
export function bodyHeadersOf(request: IncomingMessage): BodyHeaders | undefined {
  const headers = setAside.get(request);
  if (headers !== undefined && request.readableDidRead) {
    throw new Error("Something before the gateway has read this request's body.");
  }
  return headers;
}

function setBodyAside(request: IncomingMessage): void {
  const { headers } = request;
  setAside.set(request, {
    contentLength: headers["content-length"],
    contentEncoding: headers["content-encoding"],
  });
  delete headers["content-length"];
  delete headers["content-encoding"];
  delete headers["transfer-encoding"];
}

/** Lets a server that nobody can reach take a request, all of it before this function ends. */
function assertSetAside(): void {
  const server = new Server();
  let works = false;
  server.once("request", (request: IncomingMessage) => {
    works = setAside.has(request) && request.headers["content-length"] === undefined;
  });
  const socket = new Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() });
  server.emit("connection", socket);
  socket.emit("data", Buffer.from("POST / HTTP/1.1\r\nhost: gateway\r\ncontent-length: 1\r\n\r\n"));
  socket.destroy();
  if (works) return;
  throw new Error(
    `Node ${process.version} does not tell ${REQUEST_CHANNEL} of requests before it hands them on, so that bodies would be parsed without bounds. Deploy with the version of Node.js that functions/package.json names.`,
  );
}
