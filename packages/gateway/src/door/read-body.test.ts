import { once } from "node:events";
import { createServer, request as httpRequest, type Server } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { BodyBudget } from "./body-budget.ts";
import { isComing, readBody } from "./read-body.ts";
import { respond } from "./respond.ts";

// A process that sets bodies aside can't take it back, and other tests share this one.
jest.mock("./set-aside-body.ts", () => ({ bodyHeadersOf: () => ({ contentLength: "2" }) }));

let server: Server;

afterEach(() => {
  server.close();
  server.closeAllConnections();
});

/** Runs a handler when functions-framework runs it: before Node says that the request is complete. */
async function outgoing(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  server = createServer((request, response) => process.nextTick(handle, request, response));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const headers = { "content-length": 2 };
  return httpRequest({ port, host: "127.0.0.1", method: "POST", headers });
}

const read = (request: IncomingMessage) => readBody(request, new BodyBudget(512).open());

test("a body that came with its headers is there at once, and answered in one write", async () => {
  const writes = jest.fn();
  const sent = await outgoing((request, response) => {
    const body = read(request);
    response.write = writes;
    void respond(request, response, { result: String(body) });
  });
  const answered = once(sent, "response");
  sent.end("ab");
  const [answer] = (await answered) as [IncomingMessage];
  expect(await text(answer)).toBe('{"result":"ab"}');
  expect(writes).not.toHaveBeenCalled();
});

test("a body that is on its way is received", async () => {
  const coming: boolean[] = [];
  const sent = await outgoing((request, response) => {
    const body = read(request);
    coming.push(isComing(request));
    if (body instanceof Uint8Array) throw new Error("It can't be there.");
    sent.end("b");
    void body(new AbortController().signal).then((bytes) => {
      coming.push(isComing(request));
      response.end(String(Buffer.from(bytes)));
    });
  });
  const answered = once(sent, "response");
  sent.write("a");
  const [answer] = (await answered) as [IncomingMessage];
  expect(await text(answer)).toBe("ab");
  expect(coming).toEqual([true, false]);
});
