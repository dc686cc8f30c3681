import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** Stands before a server, whatever it speaks, and holds back what it answers. */
export class HoldingProxy {
  /** Whether answers are held back. */
  isHolding = false;
  readonly #answers = new Set<Socket>();
  readonly #sockets = new Set<Socket>();
  readonly #server;

  private constructor(host: string) {
    const { hostname, port } = new URL(`http://${host}`);
    this.#server = createServer((client) => this.#pass(client, connect(Number(port), hostname)));
  }

  /** @param host `host:port` of the server */
  static async before(host: string): Promise<HoldingProxy> {
    const proxy = new HoldingProxy(host);
    await once(proxy.#server.listen(0, "127.0.0.1"), "listening");
    return proxy;
  }

  /** `host:port` */
  get host(): string {
    return `127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** From now on what is asked arrives, and no answer comes back. */
  hold(): void {
    this.isHolding = true;
    for (const answer of this.#answers) answer.pause();
  }

  /** Whose answers were held never get them: their connections are cut. New ones pass. */
  cut(): void {
    this.isHolding = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.cut();
    await closed;
  }

  #pass(client: Socket, server: Socket): void {
    this.#answers.add(server);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(one);
      one.on("data", (chunk) => void other.write(chunk));
      one.on("error", () => undefined);
      one.on("close", () => {
        this.#sockets.delete(one);
        this.#answers.delete(one);
        other.destroy();
      });
    }
    if (this.isHolding) server.pause();
  }
}
