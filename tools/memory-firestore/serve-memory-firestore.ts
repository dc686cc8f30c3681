import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { MemoryFirestore } from "./answer-request.ts";

/** @param port 0 for any that is free @returns the server, which listens on this machine alone */
export async function serveMemoryFirestore(port: number): Promise<Server> {
  const firestore = new MemoryFirestore(Date.now);
  const server = createServer((request, response) => {
    void (async () => {
      const { status, body } = await firestore.answer(await toRestRequest(request));
      response.writeHead(status, { "content-type": "application/json; charset=UTF-8" });
      response.end(JSON.stringify(body));
    })().catch(() => response.destroy());
  });
  // Connections of the functions stay open between calls that are minutes apart.
  server.keepAliveTimeout = 0;
  await once(server.listen(port, "127.0.0.1"), "listening");
  return server;
}

async function toRestRequest(request: IncomingMessage) {
  return { method: request.method ?? "GET", url: request.url ?? "", body: await text(request) };
}
