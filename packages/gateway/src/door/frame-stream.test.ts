import { once } from "node:events";
import { createServer, get, type ClientRequest, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { FrameStream } from "./frame-stream.ts";

let server: Server;
let request: ClientRequest;
let response: ServerResponse;
let stream: FrameStream;

beforeEach(async () => {
  server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  request = get({ port, host: "127.0.0.1" }, (answer) => answer.pause());
  request.on("error", () => undefined);
  [, response] = (await once(server, "request")) as [unknown, ServerResponse];
});

afterEach(() => {
  jest.useRealTimers();
  request.destroy();
  server.close();
});

function open(): void {
  const ending = new AbortController().signal;
  stream = new FrameStream({ response, ending, isTokenTaken: () => Promise.resolve(true) });
}

test("a client that takes nothing for a minute is gone, and is sent nothing more", async () => {
  const setTimeout = jest.spyOn(response, "setTimeout");
  open();
  expect(await stream.send({ kind: "ping" })).toBe(true);
  expect(setTimeout).toHaveBeenCalledWith(60_000, expect.any(Function));
  response.emit("timeout");
  await once(response, "close");
  expect(stream.gone.aborted).toBe(true);
  expect(await stream.send({ kind: "ping" })).toBe(false);
});

test("so is one that takes a frame more slowly than 16 kB a second, however steadily", async () => {
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "queueMicrotask"] });
  open();
  const padding = "x".repeat(32 * 1024 * 1024);
  const sending = stream.send({ kind: "open", pingMs: 1, time: "", padding });
  const withinMs = 60_000 + padding.length / 16;
  jest.advanceTimersByTime(withinMs);
  expect(response.destroyed).toBe(false);
  jest.advanceTimersByTime(60);
  expect(response.destroyed).toBe(true);
  expect(await sending).toBe(false);
});
