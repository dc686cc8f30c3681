import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Takes what is posted to it, on a free port of this machine. */
export class AlertReceiverServer {
  /** What was posted, in order, whatever was answered. */
  readonly posts: Readonly<Record<string, unknown>>[] = [];
  /** The paths that were posted to, with their queries. */
  readonly urls: string[] = [];
  status = 200;
  /** Whether it answers nothing. */
  isHanging = false;
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  }

  static async start(): Promise<AlertReceiverServer> {
    const server = createServer();
    await once(server.listen(0, "127.0.0.1"), "listening");
    const receiver = new AlertReceiverServer(server);
    server.on("request", (request, response) => {
      void request.toArray().then((chunks: readonly Buffer[]) => {
        const body = Buffer.concat(chunks).toString();
        receiver.posts.push(JSON.parse(body) as Readonly<Record<string, unknown>>);
        receiver.urls.push(request.url ?? "");
        if (receiver.isHanging) return;
        response.writeHead(receiver.status, { location: "/elsewhere" }).end("ok");
      });
    });
    return receiver;
  }

  /** Cuts all connections. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
