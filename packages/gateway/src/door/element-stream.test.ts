import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ElementStream } from "./element-stream.ts";

/** What a client reads of an answer that is made so. */
async function read(make: (stream: ElementStream, response: ServerResponse) => Promise<void>) {
  const server = createServer((_request, response) => {
    void make(new ElementStream(response), response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  try {
    return await (await fetch(`http://127.0.0.1:${String(port)}/`)).text();
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const element = (n: number) => ({ n, text: "x".repeat(1_000) });
const elements = (count: number) => Array.from({ length: count }, (_, n) => element(n));

test.each([0, 1, 3, 900])("%d elements are one array", async (count) => {
  const text = await read(async (stream, response) => {
    for (const one of elements(count)) await stream.send([one]);
    response.end(stream.rest([]));
  });
  expect(JSON.parse(text)).toEqual(elements(count));
});

test("nothing is sent before there is much of it, so that a fault still has its own status", async () => {
  const text = await read(async (stream, response) => {
    await stream.send(elements(200));
    expect(stream.hasBegun).toBe(false);
    await stream.send(elements(200));
    expect(stream.hasBegun).toBe(true);
    response.end(stream.rest([]));
  });
  expect(JSON.parse(text)).toHaveLength(400);
});

test("an answer that breaks off is no array", async () => {
  const broken = read(async (stream, response) => {
    await stream.send(elements(400));
    response.destroy();
  });
  await expect(broken).rejects.toThrow("terminated");
});

test("a client that is gone is told of, and not waited for", async () => {
  let goesOn: boolean | undefined;
  const gone = read(async (stream, response) => {
    await stream.send(elements(400));
    response.destroy();
    goesOn = await stream.send(elements(400));
  });
  await expect(gone).rejects.toThrow("terminated");
  expect(goesOn).toBe(false);
});
