import { getTestServer } from "@google-cloud/functions-framework/testing";
import { http } from "@google-cloud/functions-framework";
import { once } from "node:events";
import { createServer, request as httpRequest, type Server } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { BodyBudget } from "./body-budget.ts";
import { readBody } from "./read-body.ts";
import { setBodiesAside } from "./set-aside-body.ts";

/** What a body parser may have made of a request. */
type Parsed = IncomingMessage & { readonly body?: unknown; readonly rawBody?: unknown };

/** Tells what was made of a request before it came here, and what of its body is still to be read. */
function tell(request: Parsed, response: ServerResponse): void {
  const { body, rawBody, readableDidRead: isRead } = request;
  const made = { rawBody: rawBody !== undefined, body: JSON.stringify(body ?? {}), isRead };
  bodyOf(request).then(
    (bytes) =>
      response.end(JSON.stringify({ ...made, left: Buffer.from(bytes).toString("latin1") })),
    (error: unknown) => response.end(JSON.stringify({ ...made, error: String(error) })),
  );
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const body = readBody(request, new BodyBudget(512).open());
  return body instanceof Uint8Array ? body : body(new AbortController().signal);
}

http("tell", tell);

type Parser = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** The body parsers of the Functions emulator, which are of another version. */
function emulatorsServer(): Server {
  const {
    json,
    text: plain,
    raw,
  } = createRequire(require.resolve("firebase-tools/package.json"))("body-parser") as Record<
    string,
    (options?: object) => Parser
  >;
  const parsers = [json?.(), plain?.(), raw?.({ type: "*/*" })];
  return createServer((request, response) => {
    const pass = ([parser, ...rest]: typeof parsers): void => {
      if (parser === undefined) tell(request, response);
      else parser(request, response, () => pass(rest));
    };
    pass(parsers);
  });
}

const BODY = '{"data":1}';
const SERVERS: readonly (readonly [string, () => Server])[] = [
  ["functions-framework", () => getTestServer("tell")],
  ["the Functions emulator", emulatorsServer],
];

async function send(server: Server, headers: Record<string, string>, body: string | Buffer) {
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const outgoing = httpRequest({ port, host: "127.0.0.1", method: "POST", headers });
  outgoing.end(body);
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  const told = JSON.parse(await text(answer)) as unknown;
  server.close();
  server.closeAllConnections();
  return told;
}

const JSON_TYPE = { "content-type": "application/json" };

describe.each(SERVERS)("the body parsers of %s", (_whose, serve) => {
  // First, or there is nothing to see: it can't be taken back.
  test("parse a body that nobody has set aside", async () => {
    const told = await send(serve(), JSON_TYPE, BODY);
    expect(told).toMatchObject({ body: BODY, isRead: true });
  });
});

describe.each(SERVERS)(
  "of a body that is set aside, the body parsers of %s make nothing",
  (_whose, serve) => {
    beforeAll(setBodiesAside);

    test.each<[string, Record<string, string>, string | Buffer]>([
      ["JSON", JSON_TYPE, BODY],
      ["JSON that is none", JSON_TYPE, "{"],
      ["text", { "content-type": "text/plain" }, "abc"],
      ["a form", { "content-type": "application/x-www-form-urlencoded" }, "a=1"],
      ["a cloud event", { "content-type": "application/cloudevents+json" }, BODY],
      ["bytes", { "content-type": "application/octet-stream" }, Buffer.from([0, 255])],
      ["what has no type", {}, "abc"],
      ["chunks", { ...JSON_TYPE, "transfer-encoding": "chunked" }, BODY],
      ["an unknown charset", { "content-type": "application/json; charset=x" }, BODY],
      ["nothing", JSON_TYPE, ""],
    ])("%s", async (_what, headers, body) => {
      const left = Buffer.from(body).toString("latin1");
      expect(await send(serve(), headers, body)).toEqual({
        rawBody: false,
        body: "{}",
        isRead: false,
        left,
      });
    });

    test("what is compressed", async () => {
      const headers = { ...JSON_TYPE, "content-encoding": "gzip" };
      expect(await send(serve(), headers, gzipSync(BODY))).toEqual({
        rawBody: false,
        body: "{}",
        isRead: false,
        error: expect.stringContaining("compressed"),
      });
    });
  },
);

test("a body that somebody has read all the same is an error", async () => {
  const server = createServer((request, response) => {
    request.once("end", () => tell(request, response)).resume();
  });
  expect(await send(server, JSON_TYPE, BODY)).toMatchObject({
    isRead: true,
    error: expect.stringContaining("has read this request's body"),
  });
});
