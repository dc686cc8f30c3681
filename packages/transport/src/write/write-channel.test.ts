import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { createWebChannelTransport } from "../channel/create-transport.ts";
import { WebChannel } from "../constants.ts";
import { onWriteDelay } from "../settings.ts";

interface SentCommit {
  readonly requestId: string;
  readonly writes: readonly object[];
}

/** A gateway that answers each batch with the next of its answers, and well behind them. */
let server: Server;
let requests: (readonly SentCommit[])[];
let answers: (object | "lost" | "cut short")[];
let base: string;
/** Whether the gateway is older than the method `write`. */
let isOlder: boolean;
/** The methods that were called. */
let methods: string[];

beforeEach(async () => {
  requests = [];
  answers = [];
  isOlder = false;
  methods = [];
  server = createServer((request, response) => {
    void json(request).then((body) => {
      methods.push(request.url?.split(":").at(-1) ?? "");
      if (!isOlder) return answer(body as readonly SentCommit[], response);
      if (request.url?.endsWith(":commit") !== true) return refuse(response);
      return answerCommit(body as SentCommit, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/database`;
});

/** Up to the first that fails; `lost` is all of an answer, of one `cut short` the rest. */
function answer(batches: readonly SentCommit[], response: ServerResponse): void {
  requests.push(batches);
  const told: object[] = [];
  for (const { writes } of batches) {
    const next = answers.shift() ?? {};
    if (next === "lost") return void response.destroy();
    if (next === "cut short") break;
    const isError = "error" in next;
    told.push(isError ? next : { writeResults: writes.map(() => ({})), commitTime: "now" });
    if (isError) break;
  }
  response.statusCode = "error" in (told[0] ?? {}) ? 400 : 200;
  response.end(JSON.stringify(told));
}

function refuse(response: ServerResponse): void {
  response.statusCode = 501;
  response.end(JSON.stringify({ error: { status: "UNIMPLEMENTED", message: "No method." } }));
}

function answerCommit(commit: SentCommit, response: ServerResponse): void {
  requests.push([commit]);
  const next = answers.shift() ?? {};
  if (next === "lost") return void response.destroy();
  const isError = typeof next === "object" && "error" in next;
  response.statusCode = isError ? 400 : 200;
  const { writes } = commit;
  const told = { writeResults: writes.map(() => ({})), commitTime: "now" };
  response.end(JSON.stringify(isError ? next : told));
}

afterEach(() => new Promise((resolve) => server.close(resolve)));

/** A stream, driven as the SDK does. */
class Stream {
  readonly messages: { readonly streamToken?: string; readonly error?: object }[] = [];
  readonly #channel = createWebChannelTransport().createWebChannel(
    `${base}/google.firestore.v1.Firestore/Write/channel`,
    { messageUrlParams: { database: "projects/p/databases/(default)" } },
  );
  #heard: () => void = () => undefined;

  constructor() {
    this.#channel.listen(WebChannel.EventType.MESSAGE, (event) => {
      const [message] = (event as { readonly data: readonly [object] }).data;
      this.messages.push(message);
      this.#heard();
    });
    this.#channel.open();
    this.#channel.send({ database: "projects/p/databases/(default)" });
  }

  write(streamToken: string, ...names: readonly string[]): void {
    for (const name of names) this.#channel.send({ streamToken, writes: [{ delete: name }] });
  }

  /** As the SDK does, which says before what it has processed. */
  close(streamToken: string): void {
    this.#channel.send({ streamToken, writes: [] });
    this.#channel.close();
  }

  closeAgain(): void {
    this.#channel.close();
  }

  async until(count: number): Promise<void> {
    while (this.messages.length < count) {
      await new Promise<void>((resolve) => (this.#heard = resolve));
    }
  }
}

const NO = { error: { status: "PERMISSION_DENIED", message: "No.", code: 403 } };
const WAIT = {
  error: {
    status: "RESOURCE_EXHAUSTED",
    message: "Wait.",
    details: [{ reason: "QUOTA_EXCEEDED", metadata: { retryAfterMs: "1" } }],
  },
};
const DEEP = {
  error: {
    status: "INVALID_ARGUMENT",
    message: "Deep.",
    details: [{ reason: "REQUEST_TOO_DEEP", metadata: {} }],
  },
};
const names = () => requests.map((batches) => batches.flatMap(({ writes }) => writes));
const ids = () => requests.flatMap((batches) => batches.map(({ requestId }) => requestId));

test("a stream is greeted at once, and each batch is answered with a token and a result a write", async () => {
  const stream = new Stream();
  await stream.until(1);
  expect(stream.messages).toEqual([{ streamToken: "0" }]);
  stream.write("0", "a", "b");
  await stream.until(3);
  expect(stream.messages.slice(1)).toEqual([
    { streamToken: "1", writeResults: [{}], commitTime: "now" },
    { streamToken: "2", writeResults: [{}], commitTime: "now" },
  ]);
  expect(names()).toEqual([[{ delete: "a" }, { delete: "b" }]]);
  expect(new Set(ids()).size).toBe(2);
});

test("what comes behind a batch that is refused comes again under its id, on the next stream", async () => {
  answers = [{}, NO];
  const stream = new Stream();
  stream.write("0", "a", "b", "c", "c");
  await stream.until(3);
  expect(stream.messages[2]).toEqual({ error: { status: "PERMISSION_DENIED", message: "No." } });
  const next = new Stream();
  next.write("0", "c", "c", "b");
  await next.until(4);
  const [, b, c, c2, ...again] = ids();
  expect(again.slice(0, 2)).toEqual([c, c2]);
  expect(again[2]).not.toBe(b);
});

test("a request has ten batches at most, and one that is large alone", async () => {
  const stream = new Stream();
  stream.write("0", ...Array.from({ length: 12 }, (_, n) => String(n)), "x".repeat(2_000_000), "y");
  await stream.until(15);
  expect(requests.map(({ length }) => length)).toEqual([10, 2, 1, 1]);
});

test("a quota is waited for by the batch that it refuses and those behind it", async () => {
  const told: unknown[] = [];
  const stop = onWriteDelay((delay) => told.push(delay));
  answers = [{}, WAIT, WAIT];
  const stream = new Stream();
  stream.write("0", "a", "b", "c");
  await stream.until(4);
  stop();
  expect(stream.messages.map(({ streamToken }) => streamToken)).toEqual(["0", "1", "2", "3"]);
  const [, b, c] = ids();
  expect(ids().slice(1)).toEqual([b, c, b, c, b, c]);
  expect(told).toHaveLength(2);
});

test("where one batch has the whole request refused, that one fails, and none before it", async () => {
  server.removeAllListeners("request");
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    void json(request).then((body) => {
      const batches = body as readonly SentCommit[];
      if (!JSON.stringify(batches).includes("deep")) return answer(batches, response);
      response.writeHead(400).end(JSON.stringify([DEEP]));
    });
  });
  const stream = new Stream();
  stream.write("0", "a", "b", "deep", "c");
  await stream.until(4);
  const error = { status: "INVALID_ARGUMENT", message: "Deep. [REQUEST_TOO_DEEP]" };
  expect(stream.messages.slice(1)).toEqual([
    expect.objectContaining({ streamToken: "1" }),
    expect.objectContaining({ streamToken: "2" }),
    { error },
  ]);
  expect(names()).toEqual([[{ delete: "a" }], [{ delete: "b" }]]);
});

test("a listener to delays that throws ends nothing", async () => {
  const thrown: unknown[] = [];
  const microtask = jest.spyOn(globalThis, "queueMicrotask").mockImplementation((work) => {
    void Promise.resolve()
      .then(work)
      .catch((error: unknown) => thrown.push(error));
  });
  const stop = onWriteDelay(() => {
    throw new Error("of the app");
  });
  answers = [WAIT, {}];
  const stream = new Stream();
  stream.write("0", "a");
  await stream.until(2);
  stop();
  microtask.mockRestore();
  expect(stream.messages[1]).toMatchObject({ streamToken: "1" });
  expect(thrown).toEqual([new Error("of the app")]);
});

test("what an answer leaves out is sent again at once", async () => {
  answers = [{}, "cut short"];
  const stream = new Stream();
  stream.write("0", "a", "b", "c");
  await stream.until(4);
  expect(requests.map(({ length }) => length)).toEqual([3, 2]);
  expect(new Set(ids()).size).toBe(3);
});

test("an answer without a batch is none", async () => {
  const stop = onWriteDelay(() => undefined);
  answers = ["cut short"];
  const stream = new Stream();
  stream.write("0", "a");
  await stream.until(2);
  stop();
  expect(stream.messages[1]).toMatchObject({ error: { status: "UNAVAILABLE" } });
});

test("batches whose answer was lost come again, each under its own id", async () => {
  answers = ["lost"];
  const stream = new Stream();
  stream.write("0", "a", "a");
  await stream.until(2);
  expect(stream.messages[1]).toMatchObject({ error: { status: "UNAVAILABLE" } });
  const next = new Stream();
  next.write("0", "a", "a");
  await next.until(3);
  const [first, second, ...again] = ids();
  expect(again).toEqual([first, second]);
  expect(second).not.toBe(first);
});

test("an answer that the SDK has not processed is repeated, one that it has is not", async () => {
  const stream = new Stream();
  stream.write("0", "a", "a");
  await stream.until(3);
  stream.close("1");
  const next = new Stream();
  next.write("0", "a", "a");
  await next.until(3);
  const [first, second, again, third] = ids();
  expect(again).toBe(second);
  expect([first, second]).not.toContain(third);
});

test("what a terminated instance has left is nobody's", async () => {
  const stream = new Stream();
  stream.write("0", "a");
  await stream.until(2);
  stream.close("0");
  stream.closeAgain();
  const next = new Stream();
  next.write("0", "a");
  await next.until(2);
  expect(new Set(ids()).size).toBe(2);
});

describe("before a gateway that is older than the method", () => {
  beforeEach(() => {
    isOlder = true;
  });

  test("each batch is a commit of its own, in their order", async () => {
    const stream = new Stream();
    stream.write("0", "a", "b", "c");
    await stream.until(4);
    expect(names()).toEqual([[{ delete: "a" }], [{ delete: "b" }], [{ delete: "c" }]]);
    expect(new Set(ids()).size).toBe(3);
  });

  test("one whose answer was lost comes again under its id, one that is refused is refused", async () => {
    answers = [{}, "lost"];
    const stream = new Stream();
    stream.write("0", "a", "a");
    await stream.until(3);
    expect(stream.messages[2]).toMatchObject({ error: { status: "UNAVAILABLE" } });
    answers = [{}, NO];
    const next = new Stream();
    next.write("0", "a", "b");
    await next.until(3);
    expect(next.messages[2]).toMatchObject({ error: { status: "PERMISSION_DENIED" } });
    expect(ids()[2]).toBe(ids()[1]);
  });

  test("the method is asked for once, and again after some minutes, when it may be there", async () => {
    const now = jest.spyOn(performance, "now");
    const start = performance.now();
    const stream = new Stream();
    stream.write("0", "a", "b");
    await stream.until(3);
    expect(methods).toEqual(["write", "commit", "commit"]);
    now.mockReturnValue(start + 9 * 60_000);
    stream.write("2", "c");
    await stream.until(4);
    expect(methods.slice(3)).toEqual(["commit"]);
    now.mockReturnValue(start + 11 * 60_000);
    isOlder = false;
    stream.write("3", "d", "e");
    await stream.until(6);
    expect(methods.slice(4)).toEqual(["write"]);
    now.mockRestore();
  });

  test("a batch that is itself unimplemented does not make a gateway an older one", async () => {
    const refused = { error: { status: "UNIMPLEMENTED", message: "No.", code: 501 } };
    server.removeAllListeners("request");
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      methods.push(request.url?.split(":").at(-1) ?? "");
      response.writeHead(501).end(JSON.stringify(refused));
    });
    for (const _ of [1, 2]) {
      const stream = new Stream();
      stream.write("0", "a");
      await stream.until(2);
      expect(stream.messages[1]).toMatchObject({ error: { status: "UNIMPLEMENTED" } });
    }
    expect(methods).toEqual(["write", "commit", "write", "commit"]);
  });
});

test.each([
  [404, "<html>Page not found</html>"],
  [200, "<html>Sign in to the network</html>"],
  [200, "{}"],
])("an answer of something else, HTTP %d %s, commits nothing and is told", async (status, body) => {
  const told: unknown[] = [];
  const stop = onWriteDelay((delay) => told.push(delay));
  server.removeAllListeners("request");
  server.on("request", (_request, response: ServerResponse) => {
    response.writeHead(status).end(body);
  });
  const stream = new Stream();
  stream.write("0", "a");
  await stream.until(2);
  stop();
  expect(stream.messages[1]).toMatchObject({ error: { status: "UNAVAILABLE" } });
  const message = `In the gateway's place something answered HTTP ${String(status)}: is it deployed, and may everybody call it?`;
  expect(told).toEqual([expect.objectContaining({ message })]);
});
