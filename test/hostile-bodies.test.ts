import { brotliCompressSync, gzipSync } from "node:zlib";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { Production } from "./support/production.ts";

let production: Production;
let gateway: GatewayProcess;

beforeAll(async () => {
  production = await Production.start("test/fixtures/collections");
  gateway = await production.instance("getDocument");
});

afterAll(() => production.stop());

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

const REQUEST = '{"data":{"path":"values/hostile-none"}}';

async function send({ method = "POST", headers = {}, body = REQUEST }: Sent) {
  const before = production.firestore.count();
  const response = await fetch(gateway.url, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(method !== "GET" && { body }),
  });
  const text = await response.text();
  return { status: response.status, text, operations: production.firestore.count() - before };
}

describe("what is refused before the path of a call costs no Firestore operation", () => {
  const gzip = { "content-encoding": "gzip" };

  test.each<[string, number, Sent]>([
    ["JSON that breaks off", 400, { body: '{"data":{"path":' }],
    ["JSON with something behind it", 400, { body: `${REQUEST}}` }],
    ["JSON with a comment", 400, { body: `/**/${REQUEST}` }],
    ["JSON that is no object", 400, { body: '"values/hostile-none"' }],
    ["NaN", 400, { body: '{"data":{"limit":NaN}}' }],
    ["gzip that is none", 400, { headers: gzip }],
    ["gzip that breaks off", 400, { headers: gzip, body: gzipSync(REQUEST).subarray(0, 20) }],
    ["an unknown compression", 415, { headers: { "content-encoding": "bomb" } }],
    [
      "an unknown character set",
      415,
      { headers: { "content-type": "application/json; charset=x" } },
    ],
    ["another content type", 400, { headers: { "content-type": "text/plain" } }],
    [
      "a form",
      400,
      { headers: { "content-type": "application/x-www-form-urlencoded" }, body: "data=1" },
    ],
    ["a cloud event", 400, { headers: { "content-type": "application/cloudevents+json" } }],
    ["GET", 400, { method: "GET" }],
    ["PUT", 400, { method: "PUT" }],
    ["DELETE", 400, { method: "DELETE" }],
  ])("%s", async (_what, status, sent) => {
    const answer = await send(sent);
    expect({ status: answer.status, operations: answer.operations }).toEqual({
      status,
      operations: 0,
    });
    expect(answer.text).not.toMatch(/\n\s+at |node_modules|file:/);
    expect(answer.text).not.toContain('"result"');
  });

  test("a preflight is answered, and asks nothing", async () => {
    const headers = { origin: "https://example.com", "access-control-request-method": "POST" };
    expect(await send({ method: "OPTIONS", headers })).toMatchObject({
      status: 204,
      operations: 0,
    });
  });
});

describe("a web page may call only from the origins that are listed", () => {
  const LISTED = ["https://a.example", "https://b.example"];

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

describe("what it unpacks is guarded like the rest", () => {
  const reason = (text: string) =>
    (JSON.parse(text) as { error: { details: { reason: string } } }).error.details.reason;

  test.each([
    ["gzip", gzipSync(REQUEST)],
    ["br", brotliCompressSync(REQUEST)],
  ])("a request in %s is one like any other", async (encoding, body) => {
    const { status, text } = await send({ headers: { "content-encoding": encoding }, body });
    expect([status, reason(text)]).toEqual([404, "DOCUMENT_NOT_FOUND"]);
  });

  test("20 MB in 20 kB are too large", async () => {
    const body = gzipSync(`{"data":{"path":"${"x".repeat(20_000_000)}"}}`);
    expect(body.length).toBeLessThan(20_500);
    const { status, text } = await send({ headers: { "content-encoding": "gzip" }, body });
    expect([status, reason(text)]).toEqual([400, "REQUEST_TOO_LARGE"]);
  });

  test("what is no UTF-8 is read with U+FFFD in its place, and finds nothing", async () => {
    const body = Buffer.from(REQUEST.replace("values", "valu\u00ffs"), "latin1");
    const { status, text } = await send({ body });
    expect([status, reason(text)]).toEqual([403, "FORBIDDEN"]);
  });

  test("an empty body is a request without data", async () => {
    const { status, text } = await send({ body: "" });
    expect([status, reason(text)]).toEqual([400, "INVALID_REQUEST"]);
  });

  test("who asks for a stream is guarded alike", async () => {
    const headers = { accept: "text/event-stream" };
    const { text } = await send({ headers, body: '{"data":{"__proto__":{},"path":"values/x"}}' });
    expect(reason(text.replace("data: ", ""))).toBe("INVALID_REQUEST");
  });
});
