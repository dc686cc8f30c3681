import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { fetchKeys } from "./fetch-keys.ts";
import { APP_CHECK_KEYS, ID_TOKEN_KEYS } from "./key-set.ts";

/** What the key server answers next, and what it was asked for. */
let answer: http.RequestListener;
let asked: (string | undefined)[] = [];
const server = http.createServer((request, response) => {
  asked.push(request.url);
  answer(request, response);
});
const request = https.request;

beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const local = (options: https.RequestOptions, onAnswer?: (m: http.IncomingMessage) => void) =>
    http.request({ ...options, hostname: "127.0.0.1", port }, onAnswer);
  https.request = local as typeof https.request;
});

beforeEach(() => (asked = []));

afterAll(() => {
  https.request = request;
  server.closeAllConnections();
  server.close();
});

test.each([ID_TOKEN_KEYS, APP_CHECK_KEYS])("what is at %s comes with its lifetime", async (url) => {
  answer = (_request, response) => {
    response.setHeader("cache-control", "max-age=7");
    response.end('{"a":"b"}');
  };
  expect(await fetchKeys(url)).toEqual({ json: { a: "b" }, cacheControl: "max-age=7" });
  expect(asked).toEqual([new URL(url).pathname]);
});

test.each<[string, http.RequestListener]>([
  ["an error", (_request, response) => void response.writeHead(500).end("{}")],
  ["a redirection", (_request, response) => void response.writeHead(302, { location: "/" }).end()],
  ["no JSON", (_request, response) => void response.end("<html>")],
  ["nothing", (_request, response) => void response.end()],
  ["without end", (_request, response) => void response.end(`"${"x".repeat(2_000_000)}"`)],
  [
    "half",
    (_request, response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("{", () => response.destroy());
    },
  ],
  ["by hanging up", (incoming) => void incoming.socket.destroy()],
])("a key server that answers %s is one that can't be had", async (_how, listener) => {
  answer = listener;
  await expect(fetchKeys(ID_TOKEN_KEYS)).rejects.toHaveProperty("message");
});
