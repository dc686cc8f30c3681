import { isStreamed, loggedName, restMethod } from "../firestore-rest/rest-methods.ts";
import type { Route } from "../firestore-rest/route.ts";
import { rpcError } from "../firestore-rest/rpc-status.ts";
import { databaseIn, parametersIn, pathIn, rootOf } from "../firestore-rest/target.ts";
import { checkContent } from "./check-content.ts";
import { ElementStream, JSON_HEADERS } from "./element-stream.ts";
import type { HttpExchange } from "./http-exchange.ts";
import { parseRequestBody } from "./parse-request-body.ts";
import type { Protocol } from "./protocol.ts";
import { end, retryAfter, type CallOutcome } from "./respond.ts";

/** A request to Firestore's REST API. */
export function firestoreProtocol(
  route: Route,
  { request, response, door }: HttpExchange,
): Protocol {
  const stream = new ElementStream(response);
  const { projectId, databaseId } = door;
  const named = databaseIn(route) ?? databaseId;
  const root = rootOf({ projectId, databaseId: named });
  const database = named === databaseId ? undefined : named;
  const name = loggedName(route.method);
  return {
    name,
    methods: "GET, POST, PATCH, DELETE",
    check: () => checkContent(request.headers["content-type"]),
    method: (gateway, answerFurther) =>
      restMethod(route.method, {
        root,
        database,
        collections: (gateway.database(named) ?? gateway).collections,
        path: () => pathIn(route, root),
        parameters: (names) => parametersIn(route, names),
        send: (elements) => stream.send(elements),
        answerFurther: (steps, data) => answerFurther({ name, database, ...steps }, data),
      }),
    // A get has none, and of an empty message some clients send nothing.
    parse: (body, share) =>
      body.length === 0
        ? {}
        : parseRequestBody(body, (nodes) => share.hold({ bytes: body.length, nodes })),
    respond: (outcome) => respondOnce({ route, request, response, stream }, outcome),
  };
}

interface Answering extends Pick<HttpExchange, "request" | "response"> {
  readonly route: Route;
  readonly stream: ElementStream;
}

/** Answers as a whole, or ends what was begun: after a fault by a break, since a reader drops errors in an array. */
async function respondOnce(
  { route, request, response, stream }: Answering,
  outcome: CallOutcome,
): Promise<void> {
  if (stream.hasBegun) {
    if ("error" in outcome) response.destroy();
    else await end(request, response, stream.rest(outcome.result as readonly object[]));
    return;
  }
  const isArray = isStreamed(route.method);
  const told = "error" in outcome ? rpcError(outcome.error) : undefined;
  const body = told === undefined ? wholeAnswer(outcome, stream) : isArray ? [told] : told;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(told?.error.code ?? 200, {
    ...JSON_HEADERS,
    "Content-Length": Buffer.byteLength(text),
    ...("error" in outcome && retryAfter(outcome.error)),
  });
  await end(request, response, text);
}

/** All of an answer, what is held back of it first. */
function wholeAnswer(outcome: CallOutcome, stream: ElementStream): string {
  const result = "result" in outcome ? outcome.result : undefined;
  return Array.isArray(result) ? stream.rest(result) : JSON.stringify(result);
}
