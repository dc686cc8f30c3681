import { once } from "node:events";
import { createServer, get, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { FrameStream } from "./frame-stream.ts";

test("a client that takes nothing for a minute is gone, and is sent nothing more", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const request = get({ port, host: "127.0.0.1" }).on("error", () => undefined);
  const [, response] = (await once(server, "request")) as [unknown, ServerResponse];
  const setTimeout = jest.spyOn(response, "setTimeout");
  const stream = new FrameStream({
    response,
    ending: new AbortController().signal,
    isTokenTaken: () => Promise.resolve(true),
  });
  expect(await stream.send({ kind: "ping" })).toBe(true);
  expect(setTimeout).toHaveBeenCalledWith(60_000, expect.any(Function));
  response.emit("timeout");
  await once(response, "close");
  expect(stream.gone.aborted).toBe(true);
  expect(await stream.send({ kind: "ping" })).toBe(false);
  request.destroy();
  server.close();
});
