import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool, type Dispatcher } from "undici";
import { exchange, type HttpRequest } from "./exchange.ts";

const request: HttpRequest = { path: "/p", headers: ["content-type", "text/plain"], body: "hello" };
let server: Server | undefined;
let pool: Pool | undefined;

async function connect(listener: RequestListener): Promise<Pool> {
  server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  pool = new Pool(`http://127.0.0.1:${String(port)}`, { connections: 1 });
  return pool;
}

afterEach(async () => {
  await pool?.destroy();
  server?.closeAllConnections();
  server?.close();
});

test("the whole answer comes back, whatever its status and however it is cut", async () => {
  const text = "\u{1f600}".repeat(300_000);
  const body = Buffer.from(text);
  const connected = await connect((incoming, outgoing) => {
    outgoing.writeHead(418);
    for (let at = 0; at < body.length; at += 65_537) outgoing.write(body.subarray(at, at + 65_537));
    outgoing.end();
    incoming.resume();
  });
  expect(await exchange(connected, request)).toEqual({ status: 418, body: text });
});

test("what is posted arrives", async () => {
  const connected = await connect((incoming, outgoing) => {
    void incoming.toArray().then((chunks) => {
      const { method, url, headers } = incoming;
      const said = `${String(method)} ${String(url)} ${String(headers["content-type"])} `;
      outgoing.end(said + Buffer.concat(chunks).toString());
    });
  });
  const { body } = await exchange(connected, request);
  expect(body).toBe("POST /p text/plain hello");
});

test("a connection that is cut after the request arrived is no answer to a sent request, and the request comes once", async () => {
  let arrived = 0;
  const connected = await connect((incoming) => {
    arrived += 1;
    incoming.socket.destroy();
  });
  const onSent = jest.fn();
  await expect(exchange(connected, { ...request, onSent })).rejects.toMatchObject({ sent: true });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(arrived).toBe(1);
  expect(onSent).toHaveBeenCalledTimes(1);
});

test("an answer that is cut in the middle is none", async () => {
  const connected = await connect((_incoming, outgoing) => {
    outgoing.writeHead(200, { "content-length": 100 });
    outgoing.write("half", () => outgoing.destroy());
  });
  await expect(exchange(connected, request)).rejects.toMatchObject({ sent: true });
});

test("where nobody listens nothing was sent", async () => {
  const connected = await connect(() => undefined);
  server?.close();
  await expect(exchange(connected, request)).rejects.toMatchObject({ sent: false });
});

test("what ends before it is sent is not sent: at once, or when its turn comes", async () => {
  const arrived: string[] = [];
  const connected = await connect((incoming, outgoing) => {
    arrived.push(incoming.url ?? "");
    setTimeout(() => outgoing.end("late"), 100);
  });
  const first = exchange(connected, { ...request, path: "/first" });
  const leaver = new AbortController();
  const second = exchange(connected, { ...request, path: "/second", signal: leaver.signal });
  const third = exchange(connected, { ...request, path: "/third", signal: AbortSignal.abort() });
  leaver.abort();
  await expect(second).rejects.toMatchObject({ sent: false });
  await expect(third).rejects.toMatchObject({ sent: false });
  expect(await first).toMatchObject({ body: "late" });
  expect(await exchange(connected, { ...request, path: "/last" })).toMatchObject({ body: "late" });
  expect(arrived).toEqual(["/first", "/last"]);
});

test("a signal ends the wait for an answer", async () => {
  const ending = new AbortController();
  const { signal } = ending;
  const connected = await connect(() => ending.abort(new DOMException("over", "TimeoutError")));
  await expect(exchange(connected, { ...request, signal })).rejects.toMatchObject({
    sent: true,
    cause: { name: "TimeoutError" },
  });
});

test("an answered request leaves nothing behind on its signal", async () => {
  const connected = await connect((_incoming, outgoing) => outgoing.end("done"));
  const { signal } = new AbortController();
  const removed = jest.spyOn(signal, "removeEventListener");
  await exchange(connected, { ...request, signal });
  expect(removed).toHaveBeenCalledTimes(1);
});

test("a request that is put on a second connection is not sent there", async () => {
  const abort = jest.fn();
  const controller = { abort } as unknown as Dispatcher.DispatchController;
  const dispatch = (_options: unknown, handler: Dispatcher.DispatchHandler) => {
    handler.onRequestStart?.(controller, undefined);
    expect(abort).not.toHaveBeenCalled();
    handler.onRequestStart?.(controller, undefined);
    handler.onResponseError?.(controller, new Error("aborted"));
    return true;
  };
  await expect(exchange({ dispatch }, request)).rejects.toMatchObject({ sent: true });
  expect(abort).toHaveBeenCalledTimes(1);
});
