import { createServer, request as httpRequest } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { GatewayError, REASONS, type Reason } from "../errors/error.ts";
import { UnauthenticatedError } from "./credentials.ts";
import { respond, type CallOutcome } from "./respond.ts";

const usage = { reads: 0, writes: 0, deletes: 0 };

async function answered(outcome: CallOutcome, accept = "*/*") {
  const server = createServer((request, response) => void respond(request, response, outcome));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const outgoing = httpRequest({ port, host: "127.0.0.1", headers: { accept } }).end();
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  const body = await text(response);
  server.close();
  server.closeAllConnections();
  return { status: response.statusCode, headers: response.headers, body };
}

const refused = (reason: Reason, details = {}): CallOutcome => ({
  error: new GatewayError(reason, "no", details),
  usage,
});

const REASON_NAMES = Object.keys(REASONS) as Reason[];

test.each(REASON_NAMES)("%s is an error of the callable protocol", async (reason) => {
  const { status, headers, body } = await answered(refused(reason, { a: 1 }));
  expect(JSON.parse(body)).toEqual({
    error: {
      status: REASONS[reason].toUpperCase().replaceAll("-", "_"),
      message: "no",
      details: { reason, a: 1, usage },
    },
  });
  expect(status).toBeGreaterThanOrEqual(400);
  expect(headers["content-type"]).toBe("application/json; charset=utf-8");
  expect(headers["retry-after"]).toBeUndefined();
});

test.each([
  [0, "0"],
  [1, "1"],
  [1_000, "1"],
  [1_001, "2"],
  [86_400_000, "86400"],
])("who is to come again after %i ms is told %s s", async (retryAfterMs, seconds) => {
  const { status, headers } = await answered(refused("QUOTA_EXCEEDED", { retryAfterMs }));
  expect([status, headers["retry-after"]]).toEqual([429, seconds]);
});

test("who is not authenticated is told just that", async () => {
  const { status, body } = await answered({ error: new UnauthenticatedError(), usage });
  expect(status).toBe(401);
  expect(body).toBe('{"error":{"message":"Unauthenticated","status":"UNAUTHENTICATED"}}');
});

test("a stream has one event, and a content type", async () => {
  const { status, headers, body } = await answered({ result: "é" }, "text/event-stream");
  expect([status, body]).toEqual([200, 'data: {"result":"é"}\n\n']);
  expect(headers["content-type"]).toBe("text/event-stream; charset=utf-8");
});

test.each(["before", "while"])(
  "who goes away %s it is answered is not waited for",
  async (when) => {
    const server = createServer();
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const outgoing = httpRequest({ port, host: "127.0.0.1", method: "POST" });
    outgoing.on("error", () => {}).flushHeaders();
    const [request, response] = (await once(server, "request")) as [
      IncomingMessage,
      ServerResponse,
    ];
    const closed = once(response, "close");
    outgoing.destroy();
    if (when === "before") await closed;
    await expect(respond(request, response, { result: 1 })).resolves.toBeUndefined();
    server.close();
  },
);
