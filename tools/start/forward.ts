import { request as httpRequest, type Agent } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream";

/** Where on this machine a request is answered. */
export interface Destination {
  readonly port: number;
  readonly path: string;
  readonly agent?: Agent;
}

/**
 * Has a request answered by another server of this machine, both ways as they come: what is
 * streamed is streamed, and who hangs up hangs up there too. 503 where nobody answers.
 */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  { port, path, agent }: Destination,
): void {
  const { method, rawHeaders: headers } = request;
  const outgoing = httpRequest({ host: "127.0.0.1", port, path, agent, method, headers });
  outgoing.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.statusMessage, answer.rawHeaders);
    response.flushHeaders();
    pipeline(answer, response, () => undefined);
  });
  outgoing.on("error", () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(503).end("The functions' process has ended.");
  });
  response.on("close", () => {
    if (!response.writableFinished) outgoing.destroy();
  });
  request.pipe(outgoing);
}
