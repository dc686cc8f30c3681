import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { routeOf } from "../firestore-rest/route.ts";
import { writeLogEntry } from "../log/write-log-entry.ts";
import { textOfThrown } from "./log-call.ts";
import { REQUEST_CHANNEL } from "./set-aside-body.ts";

type Answerer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface ServerOfPlatform {
  /** Where functions-framework's server listens. */
  readonly port: number;
  /** Asked once, when the first request comes. */
  readonly mayAnswer: () => boolean;
}

/**
 * Answers the requests of a function at the server that functions-framework listens with, before
 * its express sees them. What the framework does to a request, body parsers and a domain
 * (deprecated by Node) that makes each promise dearer, is half the CPU of a get, and nothing that
 * the gateway needs: bodies are set aside from the parsers, and the domain is left at once.
 *
 * What is no request of the gateway's by its method and path, as a browser's for an icon, goes on to
 * the framework, and so does everything where its server is not as it is known: one that has a
 * single listener.
 */
export function answerAtServer(answer: Answerer, { port, mayAnswer }: ServerOfPlatform): void {
  const seen = new WeakSet<Server>();
  subscribe(REQUEST_CHANNEL, (message) => {
    const { server } = message as { readonly server: Server };
    if (seen.has(server)) return;
    seen.add(server);
    if (portOf(server) === port && mayAnswer()) takeRequests(server, answer);
  });
}

function takeRequests(server: Server, answer: Answerer): void {
  const [framework, another] = server.listeners("request");
  if (framework === undefined || another !== undefined) return;
  server.removeAllListeners("request");
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    // A body that came with its headers is there in the next tick, and need not be waited for.
    if (isOfGateway(request)) process.nextTick(answerOrFail, answer, request, response);
    else framework.call(server, request, response);
  });
}

/** Whether the gateway answers it, whatever its body is. */
function isOfGateway({ method = "", url = "" }: IncomingMessage): boolean {
  return method === "POST" || method === "OPTIONS" || routeOf(method, url) !== undefined;
}

/** A fault of the gateway's own leaves a request unanswered otherwise, and ends the process. */
async function answerOrFail(
  answer: Answerer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await answer(request, response);
  } catch (error) {
    const message = "A request was not answered.";
    writeLogEntry({ severity: "ERROR", message, error: textOfThrown(error) });
    if (response.headersSent) response.destroy();
    else response.writeHead(500).end();
  }
}

function portOf(server: Server): number | undefined {
  const address = server.address();
  return typeof address === "object" ? address?.port : undefined;
}
