import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { doorAuth, REQUEST_ID, type DoorAuthOptions } from "./door-auth.ts";

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The gateway, which answers what the test says, or never. */
let server: Server;
let url: string;
let asked: Asked[];
let answer: { readonly status: number; readonly body: string } | "never";

beforeEach(async () => {
  asked = [];
  answer = { status: 200, body: "[]" };
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method = "", url: path = "", headers } = request;
      asked.push({ method, url: path, headers, body });
      if (answer === "never") return;
      response.statusCode = answer.status;
      response.end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/p/us-central1/database`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const DOCUMENTS = "/v1/projects/p/databases/%28default%29/documents";
/** As Google's library asks, wherever it believes Firestore to be. */
const COMMIT = `https://gateway.invalid:443${DOCUMENTS}:commit?$alt=json%3Benum-encoding=int`;

interface Answered {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: Headers;
  readonly body: NodeJS.ReadableStream | null;
  arrayBuffer(): Promise<ArrayBuffer>;
}

function send(sent: string, init: RequestInit, options: Partial<DoorAuthOptions> = {}) {
  const auth = doorAuth({
    url,
    idToken: () => Promise.resolve("id"),
    appCheckToken: undefined,
    ...options,
  });
  return auth.fetch(sent, init) as Promise<Answered>;
}

const post = (body: object, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  body: JSON.stringify(body),
  headers,
});

test.each(["", "/"])(
  "a request goes where the gateway is, as it was (%j behind its URL)",
  async (end) => {
    const headers = { authorization: "Bearer a service account's", "x-goog-api-client": "gl-node" };
    await send(COMMIT, post({ writes: [] }, headers), { url: `${url}${end}` });
    expect(asked).toMatchObject([
      {
        method: "POST",
        url: `/p/us-central1/database${DOCUMENTS}:commit?$alt=json%3Benum-encoding=int`,
        headers: { authorization: "Bearer id", "x-goog-api-client": "gl-node" },
        body: '{"writes":[]}',
      },
    ]);
    expect(asked[0]?.headers).not.toHaveProperty("x-firebase-appcheck");
  },
);

test("each request has the tokens of its time", async () => {
  let tokens = 0;
  const next = (name: string) => () => Promise.resolve(`${name}-${String((tokens += 1))}`);
  const options = { idToken: next("id"), appCheckToken: next("app") };
  await send(COMMIT, post({}), options);
  await send(COMMIT, post({}), options);
  expect(
    asked.map(({ headers }) => [headers.authorization, headers["x-firebase-appcheck"]]),
  ).toEqual([
    ["Bearer id-1", "app-2"],
    ["Bearer id-3", "app-4"],
  ]);
});

test.each(["idToken", "appCheckToken"])("without its %s nothing is sent", async (name) => {
  const failing = { [name]: () => Promise.reject(new Error("no token")) };
  await expect(send(COMMIT, post({}), failing)).rejects.toThrow("no token");
  expect(asked).toEqual([]);
});

test.each([
  ["behind what the URL asks already", COMMIT, "?$alt=json%3Benum-encoding=int&requestId=one"],
  ["where it asks nothing", COMMIT.split("?", 1)[0] ?? "", "?requestId=one"],
])("a request id leaves in the URL, %s", async (_where, sent, query) => {
  await send(sent, post({ writes: [] }, { [REQUEST_ID]: "one" }));
  expect(asked[0]?.url).toBe(`/p/us-central1/database${DOCUMENTS}:commit${query}`);
  expect(asked[0]?.headers).not.toHaveProperty(REQUEST_ID);
});

test("a commit of a transaction leaves without one", async () => {
  await send(COMMIT, post({ transaction: "AAAA" }, { [REQUEST_ID]: "one" }));
  expect(asked[0]?.url).not.toContain("requestId");
  expect(asked[0]?.headers).not.toHaveProperty(REQUEST_ID);
});

test.each([200, 400])(
  "an answer of %i is told in the form that the library reads",
  async (status) => {
    answer = { status, body: '[{"a":1}]' };
    const whole = await send(COMMIT, post({}));
    expect([whole.ok, whole.status]).toEqual([status === 200, status]);
    expect(whole.headers.get("content-length")).toBe("9");
    expect(Buffer.from(await whole.arrayBuffer()).toString()).toBe('[{"a":1}]');
    const streamed = await send(COMMIT, post({}));
    expect(await text(streamed.body as NodeJS.ReadableStream)).toBe('[{"a":1}]');
  },
);

test("an answer without a body has none", async () => {
  answer = { status: 204, body: "" };
  const { body } = await send(COMMIT, { method: "DELETE" });
  expect(body).toBeNull();
  expect(asked).toMatchObject([{ method: "DELETE", body: "" }]);
});

test("a request that is called off ends at once", async () => {
  answer = "never";
  const off = new AbortController();
  const sending = send(COMMIT, { ...post({}), signal: off.signal });
  off.abort(new Error("off"));
  await expect(sending).rejects.toThrow("off");
});

test("the library is told no credentials of Google's", async () => {
  const auth = doorAuth({ url, idToken: () => Promise.resolve("id"), appCheckToken: undefined });
  const client = await auth.getClient();
  expect([...(await client.getRequestHeaders())]).toEqual([]);
  expect(await client.getUniverseDomain()).toBe("googleapis.com");
});
