import { once } from "node:events";
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface Instances {
  readonly database: { readonly url: string };
  readonly listen: { readonly url: string };
}

/** Stands between an app and the functions `database` and `listen`, and cuts what it is told to. */
export class CuttableGateway {
  /** Whether every connection is cut at once. */
  isDown = false;
  /** Streams that were asked for. */
  asked = 0;
  readonly #streams = new Set<ServerResponse>();
  readonly #agent = new Agent({ keepAlive: true });
  readonly #instances: Instances;
  readonly #server = createServer((incoming, outgoing) => this.#pass(incoming, outgoing));

  private constructor(instances: Instances) {
    this.#instances = instances;
  }

  static async before(instances: Instances): Promise<CuttableGateway> {
    const gateway = new CuttableGateway(instances);
    await once(gateway.#server.listen(0, "127.0.0.1"), "listening");
    return gateway;
  }

  /** `host:port/database`, as an app names it to Firebase's SDK. */
  get host(): string {
    return `127.0.0.1:${String((this.#server.address() as AddressInfo).port)}/database`;
  }

  /** How many streams are open. */
  get streams(): number {
    return this.#streams.size;
  }

  /** Breaks all streams. */
  cut(): void {
    for (const stream of this.#streams) stream.destroy();
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    this.#agent.destroy();
    await closed;
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method, url = "", headers } = incoming;
    if (this.isDown) return void outgoing.destroy();
    const isListen = url.startsWith("/listen");
    if (isListen) this.#follow(outgoing);
    const { hostname, port } = new URL(this.#instances[isListen ? "listen" : "database"].url);
    const options = { method, path: url, headers, hostname, port, agent: this.#agent };
    const sent = request(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
      answer.on("error", () => outgoing.destroy());
    });
    sent.on("error", () => outgoing.destroy());
    outgoing.on("close", () => sent.destroy());
    incoming.pipe(sent);
  }

  #follow(stream: ServerResponse): void {
    this.asked += 1;
    this.#streams.add(stream);
    stream.on("close", () => this.#streams.delete(stream));
  }
}
