import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { GatewayError } from "../errors/error.ts";
import type { Route } from "../firestore-rest/route.ts";
import { ElementStream } from "./element-stream.ts";
import { firestoreProtocol } from "./firestore-protocol.ts";
import type { HttpExchange } from "./http-exchange.ts";
import type { CallOutcome } from "./respond.ts";

/** The headers of what a server answers. */
async function headersOf(answer: (exchange: Omit<HttpExchange, "door">) => Promise<void>) {
  const server = createServer((request, response) => void answer({ request, response }));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  try {
    const response = await fetch(`http://127.0.0.1:${String(port)}/`);
    await response.text();
    return response.headers;
  } finally {
    server.close();
  }
}

const USAGE = { reads: 1, writes: 0, deletes: 0 };
const missing = new GatewayError("DOCUMENT_NOT_FOUND", "There is no such document.");
const refused = new GatewayError("FORBIDDEN", "You may not get it.");

test.each<[string, Route["method"], CallOutcome]>([
  ["a document", "get", { result: { name: "users/ada" } }],
  ["an array", "runQuery", { result: [{}] }],
  ["that there is none", "get", { error: missing, usage: USAGE }],
  ["a refusal", "get", { error: refused, usage: USAGE }],
])("no cache keeps %s for another caller", async (_what, method, outcome) => {
  const door = { projectId: "p", databaseId: "(default)" } as HttpExchange["door"];
  const route: Route = { method, segments: [], query: "" };
  const headers = await headersOf((exchange) =>
    firestoreProtocol(route, { ...exchange, door }).respond(outcome),
  );
  expect(headers.get("cache-control")).toBe("private, no-store");
});

test("no cache keeps a large array, which is sent while it is read", async () => {
  const headers = await headersOf(async ({ response }) => {
    const stream = new ElementStream(response);
    await stream.send([{ text: "x".repeat(300_000) }]);
    response.end(stream.rest([]));
  });
  expect(headers.get("cache-control")).toBe("private, no-store");
});
