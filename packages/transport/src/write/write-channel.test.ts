import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { createWebChannelTransport } from "../channel/create-transport.ts";
import { WebChannel } from "../constants.ts";

/** A gateway that answers each commit with the next of its answers, and 200 behind them. */
let server: Server;
let commits: { readonly requestId: string; readonly writes: readonly object[] }[];
let answers: (object | "lost")[];
let base: string;

beforeEach(async () => {
  commits = [];
  answers = [];
  server = createServer((request, response) => {
    void json(request).then((body) => {
      commits.push(body as (typeof commits)[number]);
      const answer = answers.shift() ?? {};
      if (answer === "lost") return void response.destroy();
      const writeResults = (body as { writes: object[] }).writes.map(() => ({}));
      response.statusCode = "error" in answer ? 400 : 200;
      response.end(JSON.stringify({ writeResults, commitTime: "now", ...answer }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/database`;
});

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
const names = () => commits.map(({ writes }) => writes);
const ids = () => commits.map(({ requestId }) => requestId);

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
  expect(names()).toEqual([[{ delete: "a" }], [{ delete: "b" }]]);
  expect(new Set(ids()).size).toBe(2);
});

test("what comes behind a batch that is refused is not sent on this stream", async () => {
  answers = [NO];
  const stream = new Stream();
  stream.write("0", "a", "b");
  await stream.until(2);
  expect(stream.messages[1]).toEqual({ error: { status: "PERMISSION_DENIED", message: "No." } });
  const next = new Stream();
  next.write("0", "b");
  await next.until(2);
  expect(names()).toEqual([[{ delete: "a" }], [{ delete: "b" }]]);
});

test("a batch whose answer was lost comes again under its id, and the one behind it under another", async () => {
  answers = ["lost"];
  const stream = new Stream();
  stream.write("0", "a", "a");
  await stream.until(2);
  expect(stream.messages[1]).toMatchObject({ error: { status: "UNAVAILABLE" } });
  const next = new Stream();
  next.write("0", "a", "a");
  await next.until(3);
  const [first, again, second] = ids();
  expect(again).toBe(first);
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
