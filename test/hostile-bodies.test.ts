import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { logOf } from "./support/log-of.ts";
import { MEMORY_REPORTER, peakMib } from "./support/peak-memory.ts";
import { until } from "./support/until.ts";
import { Production } from "./support/production.ts";

let production: Production;
let gateway: GatewayProcess;

beforeAll(async () => {
  production = await Production.start("test/fixtures/collections");
  gateway = await production.instance("getDocument", {}, [MEMORY_REPORTER]);
});

afterAll(() => production.stop());

const MIB = 1024 * 1024;
const REQUEST = '{"data":{"path":"values/hostile-none"}}';

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

async function send({ method = "POST", headers = {}, body = REQUEST }: Sent) {
  const before = production.firestore.countOfCalls("commit");
  const response = await fetch(gateway.url, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(method !== "GET" && { body }),
  });
  const answer = await response.text();
  const writes = production.firestore.countOfCalls("commit") - before;
  return { response, status: response.status, text: answer, writes };
}

const reasonOf = (answer: string) =>
  (JSON.parse(answer) as { error: { details: { reason: string } } }).error.details.reason;

const LISTED = ["https://a.example", "https://b.example"];

describe("a web page may call only from the origins that are listed", () => {
  test.each([
    ["*", "https://evil.example", "*"],
    [LISTED.join(", "), "https://a.example", "https://a.example"],
    [LISTED.join(", "), "https://b.example", "https://b.example"],
    [LISTED.join(", "), "https://evil.example", null],
    ["", "https://a.example", null],
  ])("CORS_ORIGINS=%s lets %s in as %s", async (origins, origin, allowed) => {
    const instance = await production.instance("getDocument", { CORS_ORIGINS: origins });
    const headers = { origin, "content-type": "application/json" };
    const response = await fetch(instance.url, { method: "POST", headers, body: REQUEST });
    expect(response.headers.get("access-control-allow-origin")).toBe(allowed);
    await instance.stop();
  });
});

describe("a body that is none is refused in the gateway's own words, and costs the project no write", () => {
  const gzip = { "content-encoding": "gzip" };
  const charset = (name: string) => ({ "content-type": `application/json; charset=${name}` });

  test.each<[string, number, string, Sent]>([
    ["JSON that breaks off", 400, "INVALID_REQUEST", { body: '{"data":{"path":' }],
    ["JSON with something behind it", 400, "INVALID_REQUEST", { body: `${REQUEST}}` }],
    ["JSON with a comment", 400, "INVALID_REQUEST", { body: `/**/${REQUEST}` }],
    ["JSON that is no map", 400, "INVALID_REQUEST", { body: '"values/hostile-none"' }],
    ["NaN", 400, "INVALID_REQUEST", { body: '{"data":{"limit":NaN}}' }],
    ["nothing", 400, "INVALID_REQUEST", { body: "" }],
    ["no UTF-8", 400, "INVALID_REQUEST", { body: Buffer.from('{"data":"\u00ff"}', "latin1") }],
    ["100,000 levels", 400, "REQUEST_TOO_DEEP", { body: `{"data":${"[".repeat(100_000)}` }],
    ["10 MiB of spaces", 400, "INVALID_REQUEST", { body: " ".repeat(10 * MIB) }],
    ["a byte more", 413, "REQUEST_TOO_LARGE", { body: " ".repeat(10 * MIB + 1) }],
    ["10 MiB of maps", 413, "REQUEST_TOO_LARGE", { body: maps(10 * MIB) }],
    ["gzip that is none", 415, "UNSUPPORTED_ENCODING", { headers: gzip }],
    ["gzip", 415, "UNSUPPORTED_ENCODING", { headers: gzip, body: gzipSync(REQUEST) }],
    ["maps in gzip", 415, "UNSUPPORTED_ENCODING", { headers: gzip, body: gzipSync(maps(MIB)) }],
    [
      "gigabytes in brotli",
      415,
      "UNSUPPORTED_ENCODING",
      { headers: { "content-encoding": "br" }, body: brotliCompressSync(Buffer.alloc(64 * MIB)) },
    ],
    [
      "deflate after gzip",
      415,
      "UNSUPPORTED_ENCODING",
      { headers: { "content-encoding": "gzip, deflate" }, body: deflateSync(gzipSync(REQUEST)) },
    ],
    [
      "an unknown compression",
      415,
      "UNSUPPORTED_ENCODING",
      { headers: { "content-encoding": "x" } },
    ],
    ["an unknown character set", 415, "UNSUPPORTED_ENCODING", { headers: charset("x") }],
    ["another character set", 415, "UNSUPPORTED_ENCODING", { headers: charset("utf-16") }],
    ["text", 400, "INVALID_REQUEST", { headers: { "content-type": "text/plain" } }],
    [
      "a form",
      400,
      "INVALID_REQUEST",
      { headers: { "content-type": "application/x-www-form-urlencoded" }, body: "data=1" },
    ],
    [
      "a cloud event",
      400,
      "INVALID_REQUEST",
      { headers: { "content-type": "application/cloudevents+json" } },
    ],
    ["GET", 400, "INVALID_REQUEST", { method: "GET" }],
    ["PUT", 400, "INVALID_REQUEST", { method: "PUT" }],
    ["DELETE", 400, "INVALID_REQUEST", { method: "DELETE" }],
  ])("%s", async (_what, status, reason, sent) => {
    const answer = await send(sent);
    expect([answer.status, reasonOf(answer.text)]).toEqual([status, reason]);
    expect(answer.response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(answer.text).not.toMatch(/\n\s+at |node_modules|file:|"result"/);
    expect(answer.writes).toBe(0);
  });

  test.each(["identity", "IDENTITY", ""])("Content-Encoding: %s is none", async (encoding) => {
    const { text: answer } = await send({ headers: { "content-encoding": encoding } });
    expect(reasonOf(answer)).toBe("DOCUMENT_NOT_FOUND");
  });

  test.each(["utf-8", "UTF-8", '"utf-8"'])("charset=%s is what JSON has", async (name) => {
    const { text: answer } = await send({ headers: charset(name) });
    expect(reasonOf(answer)).toBe("DOCUMENT_NOT_FOUND");
  });

  test("a preflight is answered, and asks nothing", async () => {
    const headers = { origin: "https://example.com", "access-control-request-method": "POST" };
    const { status, writes } = await send({ method: "OPTIONS", headers });
    expect([status, writes]).toEqual([204, 0]);
  });

  test("who asks for a stream is guarded alike", async () => {
    const headers = { accept: "text/event-stream" };
    const body = '{"data":{"__proto__":{},"path":"values/x"}}';
    const { response, text: answer } = await send({ headers, body });
    expect(reasonOf(answer.replace("data: ", ""))).toBe("INVALID_REQUEST");
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  });

  test("each is one line in the log, and nothing of it stands there", async () => {
    const lines = await logOf(gateway, async () => {
      await send({ body: '{"data":{"path":"values/x" SECRET' });
      await send({ body: `{"SECRET${"x".repeat(10_000)}":1}` });
    });
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      expect(JSON.parse(line)).toMatchObject({ severity: "NOTICE", reason: "INVALID_REQUEST" });
      expect(line).not.toContain("SECRET");
      expect(line.length).toBeLessThan(1_000);
    }
  });
});

function maps(bytes: number): string {
  const body = `{"data":[${"{},".repeat((bytes - 12) / 3)}{}]}`;
  return body.padEnd(bytes);
}

/** Sends a body as it comes, on a connection of its own or the agent's; the answer may come before its end. */
function open(
  headers: Readonly<Record<string, string>>,
  { agent, url = gateway.url }: { readonly agent?: Agent; readonly url?: string } = {},
) {
  const outgoing = httpRequest(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    agent: agent ?? false,
  });
  // Whoever has answered may not want the rest.
  outgoing.on("error", () => {});
  const answered = new Promise<IncomingMessage>((resolve) => outgoing.once("response", resolve));
  return {
    outgoing,
    answered: answered.then(async (response) => {
      return { status: response.statusCode, text: await text(response) };
    }),
  };
}

describe("a body that comes otherwise than it should", () => {
  const chunked = { "transfer-encoding": "chunked" };

  test("in chunks it is one like any other", async () => {
    const { outgoing, answered } = open(chunked);
    for (const letter of REQUEST) outgoing.write(letter);
    outgoing.end();
    expect(reasonOf((await answered).text)).toBe("DOCUMENT_NOT_FOUND");
  });

  test("11 MB in chunks are too large, before their end", async () => {
    const { outgoing, answered } = open(chunked);
    for (let written = 0; written < 11 * MIB; written += MIB) outgoing.write(Buffer.alloc(MIB, 32));
    const { status, text: answer } = await answered;
    expect([status, reasonOf(answer)]).toEqual([413, "REQUEST_TOO_LARGE"]);
    outgoing.destroy();
  });

  test("11 MB that are announced are too large, before one has come", async () => {
    const { outgoing, answered } = open({ "content-length": String(11 * MIB) });
    outgoing.flushHeaders();
    expect((await answered).status).toBe(413);
    outgoing.destroy();
  });

  test("a million chunks of a byte take no more memory than their bytes", async () => {
    const preload = [MEMORY_REPORTER, "test/support/patient-clock.ts"];
    const patient = await production.instance("getDocument", {}, preload);
    await fetch(patient.url, { method: "POST", body: REQUEST });
    const before = await peakMib(patient);
    const socket = connect(Number(new URL(patient.url).port), "127.0.0.1");
    socket.write(
      "POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n",
    );
    const piece = "1\r\n \r\n".repeat(10_000);
    for (let sent = 0; sent < 100; sent += 1) {
      if (!socket.write(piece)) await once(socket, "drain");
    }
    socket.write("0\r\n\r\n");
    expect(await text(socket)).toContain("INVALID_REQUEST");
    expect((await peakMib(patient)) - before).toBeLessThan(60);
    await patient.stop();
  });

  test("who goes away before its end leaves nothing behind but a line in the log", async () => {
    const trace = randomBytes(16).toString("hex");
    const headers = { "content-length": "1000", "x-cloud-trace-context": `${trace}/1` };
    const { outgoing } = open(headers);
    await new Promise((sent) => outgoing.write(REQUEST, sent));
    outgoing.destroy();
    const line = () =>
      gateway
        .output()
        .split("\n")
        .find((printed) => printed.includes(trace));
    await until(() => line() !== undefined);
    expect(line()).toContain('"reason":"INVALID_REQUEST"');
    expect((await send({})).status).toBe(404);
  });

  test("the connection of one that was refused unread serves the next call", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { outgoing, answered } = open({ "content-length": String(11 * MIB) }, { agent });
    const [socket] = (await once(outgoing, "socket")) as [Socket];
    outgoing.end(Buffer.alloc(11 * MIB, 32));
    expect((await answered).status).toBe(413);
    const next = open({ "content-length": String(REQUEST.length) }, { agent });
    next.outgoing.end(REQUEST);
    expect((await next.answered).status).toBe(404);
    expect(next.outgoing.socket).toBe(socket);
    agent.destroy();
  });

  test("one that never ends is refused at last, and is charged for like any other", async () => {
    const hasty = await production.instance("getDocument", {}, ["test/support/hasty-clock.ts"]);
    const { outgoing, answered } = open({ "content-length": "1000" }, { url: hasty.url });
    outgoing.write(REQUEST);
    const { status, text: answer } = await answered;
    expect([status, reasonOf(answer)]).toEqual([408, "REQUEST_TIMEOUT"]);
    await until(() =>
      /"kind":"anonymous".*"reason":"REQUEST_TIMEOUT".*"charge":/.test(hasty.output()),
    );
    outgoing.destroy();
    await hasty.stop();
  });
});

test("the gateway does not start where Node does not tell of requests before their bodies are parsed", async () => {
  const starting = production.instance("getDocument", {}, ["test/support/silent-channel.ts"]);
  await expect(starting).rejects.toThrow("does not tell http.server.request.start of requests");
});

describe("in a module that has functions of a team's own beside the gateway's", () => {
  const code = `
    export const echo = (request, response) => response.json(request.body);
    export { getDocument as readIt } from "./index.mjs";
  `;
  const post = async (url: string, body: string) => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(url, { method: "POST", headers, body });
    return [answer.status, await answer.json()];
  };
  const absent = [404, { error: { status: "NOT_FOUND" } }];

  test("those get their bodies as ever", async () => {
    const { url } = await production.beside("echo", code);
    expect(await post(url, '{"a":1}')).toEqual([200, { a: 1 }]);
  });

  test.each(["getDocument", "readIt"])("%s answers, call after call", async (target) => {
    const { url } = await production.beside(target, code);
    for (let call = 0; call < 3; call += 1) expect(await post(url, REQUEST)).toMatchObject(absent);
  });
});
