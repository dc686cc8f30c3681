import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { RestClient, type RestClientOptions } from "./rest-client.ts";

const ROOT = "projects/p/databases/(default)/documents";
let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A client of a Firestore that gives these answers, one after another, the last again and again. */
async function client(answers: readonly Answer[], options: Partial<RestClientOptions> = {}) {
  const received: IncomingMessage[] = [];
  server = createServer((incoming, outgoing) => {
    const { status = 200, body } = answers[Math.min(received.length, answers.length - 1)] as Answer;
    received.push(incoming);
    incoming.resume();
    outgoing.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const rest = new RestClient({
    origin: `http://127.0.0.1:${String(port)}`,
    root: ROOT,
    credentials: { authorization: () => "Bearer owner", forget: () => undefined },
    random: () => 0,
    monotonic: () => performance.now(),
    connections: 8,
    maxAnswerBytes: 1_000_000,
    ...options,
  });
  return { rest, received };
}

interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

const request = { target: ":runQuery", body: { q: 1 } };
const rpcError = (code: number, status: string) => ({ error: { code, status, message: status } });

test("a request goes to the database's own root, with credentials", async () => {
  const { rest, received } = await client([{ body: [] }]);
  await rest.read({ target: "/users/a%20b:runQuery", body: {} }, {});
  expect(received[0]?.url).toBe(`/v1/${ROOT}/users/a%20b:runQuery`);
  expect(received[0]?.headers).toMatchObject({
    authorization: "Bearer owner",
    "content-type": "application/json",
  });
});

test("a URL ends with the parameters that the client has", async () => {
  const { rest, received } = await client([{ body: [] }], { parameters: "?$prettyPrint=false" });
  await rest.read({ target: ":runQuery", body: {} }, {});
  expect(received[0]?.url).toBe(`/v1/${ROOT}:runQuery?$prettyPrint=false`);
});

test.each([
  ["as its only element", [rpcError(400, "FAILED_PRECONDITION")], 400],
  ["after others", [{ document: {} }, rpcError(400, "FAILED_PRECONDITION")], 200],
  ["outside of a list", rpcError(400, "FAILED_PRECONDITION"), 400],
])("a stream's error is found %s", async (_claim, body, status) => {
  const { rest } = await client([{ body, status }]);
  await expect(rest.read(request, {})).rejects.toMatchObject({ code: "FAILED_PRECONDITION" });
});

test("a stream that breaks in the middle is read again", async () => {
  const { rest, received } = await client([
    { body: [{ document: {} }, rpcError(503, "UNAVAILABLE")] },
    { body: `[{"document": {` },
    { body: [{ document: { whole: true } }] },
  ]);
  expect(await rest.read(request, {})).toEqual([{ document: { whole: true } }]);
  expect(received).toHaveLength(3);
});

test.each([
  ["a page", "<html>414 Request-URI Too Large</html>", 414],
  ["nothing", "", 404],
  ["JSON of another kind", { message: "no such route" }, 404],
  ["an error that is a text", { error: "bad request" }, 400],
  ["an error that is null", { error: null }, 400],
  ["an error without a name", { error: { code: 400, message: "no" } }, 400],
])("a front end that refuses with %s is asked once, and has applied nothing", async (...given) => {
  const [, body, status] = given;
  const { rest, received } = await client([{ body, status }]);
  const refused = { code: "INVALID_ARGUMENT", outcomeUnknown: false, unanswered: false };
  await expect(rest.read(request, {})).rejects.toMatchObject(refused);
  await expect(rest.write(request, {})).rejects.toMatchObject(refused);
  expect(received).toHaveLength(2);
});

test("a refused token is forgotten, and the refusal is not an unknown outcome", async () => {
  const forget = jest.fn();
  const { rest, received } = await client(
    [{ status: 401, body: rpcError(401, "UNAUTHENTICATED") }],
    { credentials: { authorization: () => "Bearer old", forget } },
  );
  await expect(rest.write(request, {})).rejects.toMatchObject({
    code: "PERMISSION_DENIED",
    outcomeUnknown: false,
  });
  expect(forget).toHaveBeenCalledWith("Bearer old");
  expect(received).toHaveLength(1);
});

test("an answer that is too large is not asked for again, and may be billed", async () => {
  const { rest, received } = await client([{ body: ["x".repeat(1_000_000)] }]);
  await expect(rest.read(request, {})).rejects.toMatchObject({
    code: "ANSWER_TOO_LARGE",
    unanswered: true,
  });
  expect(received).toHaveLength(1);
});

test("waiting for credentials ends with the call's time, and nothing was sent", async () => {
  const authorization = () => new Promise<string>(() => undefined);
  const { rest, received } = await client([{ body: {} }], {
    credentials: { authorization, forget: () => undefined },
  });
  for (const signal of [AbortSignal.timeout(30), AbortSignal.abort()]) {
    await expect(rest.write(request, { signal })).rejects.toMatchObject({
      code: "UNAVAILABLE",
      outcomeUnknown: false,
    });
  }
  expect(received).toHaveLength(0);
});

test("connections are used again, but not after the instance was stopped for a while", async () => {
  const clock = { nowMs: 0 };
  const { rest, received } = await client([{ body: {} }], {
    monotonic: () => clock.nowMs,
    connections: 1,
  });
  const ports: (number | undefined)[] = [];
  for (const nowMs of [0, 1_000, 30_000, 60_000, 90_001, 90_002]) {
    clock.nowMs = nowMs;
    await rest.write(request, {});
    ports.push(received.at(-1)?.socket.remotePort);
  }
  const [first] = ports;
  expect(ports.slice(0, 4)).toEqual([first, first, first, first]);
  expect(ports[4]).not.toBe(first);
  expect(ports[5]).toBe(ports[4]);
});

test("without a connection nothing was sent, and that is told from an answer that doesn't come", async () => {
  const { rest } = await client([{ body: {} }]);
  await expect(rest.write(request, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "UNAVAILABLE",
    unreachable: false,
  });
  server?.closeAllConnections();
  server?.close();
  for (const call of [() => rest.read(request, {}), () => rest.write(request, {})]) {
    await expect(call()).rejects.toMatchObject({
      code: "UNAVAILABLE",
      unreachable: true,
      outcomeUnknown: false,
    });
  }
});
