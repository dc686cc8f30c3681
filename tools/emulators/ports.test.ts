import { createServer } from "node:net";
import { once } from "node:events";
import { freePorts, isTaken } from "./ports.ts";

test("free ports are free, and all different", async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
  expect(await Promise.all(ports.map(isTaken))).toEqual(ports.map(() => false));
});

test("a port where something listens is taken", async () => {
  const [port = 0] = await freePorts(1);
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  expect(await isTaken(port)).toBe(true);
  server.close();
  await once(server, "close");
  expect(await isTaken(port)).toBe(false);
});
