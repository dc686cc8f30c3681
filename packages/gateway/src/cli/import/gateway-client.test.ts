import { createServer, type IncomingMessage, type Server } from "node:http";
import { text } from "node:stream/consumers";
import type { AddressInfo } from "node:net";
import { GatewayClient } from "./gateway-client.ts";
import { TokenSource } from "./token-source.ts";

interface Reply {
  readonly status?: number;
  readonly body: string;
}

interface Sent {
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly appCheck: string | string[] | undefined;
  readonly body: string;
}

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A client of a server that replies as `reply` says, and what it was sent. */
async function connected(
  reply: (call: number, request: IncomingMessage) => Reply,
  appCheck: { appCheckToken?: string } = {},
) {
  const requests: Sent[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { authorization, "x-firebase-appcheck": appCheckHeader } = request.headers;
      requests.push({ url: request.url, authorization, appCheck: appCheckHeader, body });
      const { status = 200, body: answer } = reply(requests.length, request);
      response.writeHead(status, { date: "Sun, 22 Nov 2026 10:00:00 GMT" }).end(answer);
    });
  }).listen(0, "127.0.0.1");
  servers.push(server);
  await new Promise((resolve) => server.once("listening", resolve));
  const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  let issued = 0;
  const tokens = new TokenSource(
    () => Promise.resolve({ idToken: `t${String((issued += 1))}`, ...appCheck }),
    () => 0,
  );
  const client = new GatewayClient({ url: (name) => `${origin}/${name}`, tokens });
  return { client, requests, origin };
}

const refusal = (status: string) =>
  JSON.stringify({ error: { status, message: "No.", details: { reason: "R" } } });

test("a call is made by the callable protocol, and its result comes with the server's time", async () => {
  const { client, requests } = await connected(() => ({ body: '{"result":{"caller":"c"}}' }));
  expect(await client.call("getQuota", '{"a":1}')).toEqual({
    ok: true,
    result: { caller: "c" },
    date: new Date("2026-11-22T10:00:00Z"),
  });
  expect(requests).toEqual([
    { url: "/getQuota", authorization: "Bearer t1", body: '{"data":{"a":1}}' },
  ]);
});

test("an App Check token is sent where there is one, and no header where there is none", async () => {
  const answer = () => ({ body: '{"result":{}}' });
  for (const appCheckToken of ["a1", undefined]) {
    const there = await connected(answer, appCheckToken === undefined ? {} : { appCheckToken });
    await there.client.call("getQuota", "{}");
    expect(there.requests.map(({ appCheck }) => appCheck)).toEqual([appCheckToken]);
  }
});

test("a refusal comes with its code and details", async () => {
  const { client } = await connected(() => ({ status: 429, body: refusal("RESOURCE_EXHAUSTED") }));
  expect(await client.call("getQuota", "{}")).toEqual({
    ok: false,
    code: "resource-exhausted",
    message: "No.",
    details: { reason: "R" },
  });
});

test("a token that is refused is replaced once", async () => {
  const { client, requests } = await connected((call) =>
    call === 1 ? { status: 401, body: refusal("UNAUTHENTICATED") } : { body: '{"result":{}}' },
  );
  expect(await client.call("getQuota", "{}")).toMatchObject({ ok: true });
  expect(requests.map(({ authorization }) => authorization)).toEqual(["Bearer t1", "Bearer t2"]);

  const refusing = await connected(() => ({ status: 401, body: refusal("UNAUTHENTICATED") }));
  expect(await refusing.client.call("getQuota", "{}")).toMatchObject({ code: "unauthenticated" });
  expect(refusing.requests).toHaveLength(2);
});

test.each([
  [503, "unavailable"],
  [429, "unavailable"],
  [404, "not-found"],
])("an answer %d that is not the gateway's is %s", async (status, code) => {
  const { client, origin } = await connected(() => ({ status, body: "<html>" }));
  const answer = await client.call("getQuota", "{}");
  expect(answer).toMatchObject({ ok: false, code });
  expect(!answer.ok && answer.message).toContain(`${origin}/getQuota answered ${String(status)}`);
});

test("where nobody listens, the answer says so", async () => {
  const { client, origin } = await connected(() => ({ body: "" }));
  servers.splice(0).forEach((server) => server.close());
  const answer = await client.call("getQuota", "{}");
  expect(answer).toMatchObject({
    ok: false,
    code: "unavailable",
    details: { reason: "UNREACHABLE" },
  });
  expect(!answer.ok && answer.message).toMatch(`${origin} can't be reached: connect ECONNREFUSED`);
});
