import { once } from "node:events";
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** What becomes of a request: `lost` comes nowhere; of `unanswered` the answer is lost. */
export type Fate = "passes" | "lost" | "unanswered";

/** Stands between a client and a function, and loses what it is told to. */
export class LossyProxy {
  /** Decides on each request, by its path. */
  fateOf: (url: string) => Fate = () => "passes";
  /** The path that a request is sent on with. */
  pathOf: (url: string) => string = (url) => url;
  /** The headers and paths of all that came. */
  readonly seen: Pick<IncomingMessage, "url" | "headers">[] = [];
  readonly #agent = new Agent({ keepAlive: true });
  readonly #target: URL;
  readonly #server = createServer({ keepAliveTimeout: 0 }, (incoming, outgoing) => {
    void this.#pass(incoming, outgoing).catch(() => outgoing.destroy());
  });

  private constructor(target: string) {
    this.#target = new URL(target);
  }

  static async before({ url }: { readonly url: string }): Promise<LossyProxy> {
    const proxy = new LossyProxy(url);
    await once(proxy.#server.listen(0, "127.0.0.1"), "listening");
    return proxy;
  }

  /** `host:port` */
  get host(): string {
    return `127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    this.#agent.destroy();
    await closed;
  }

  async #pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method, url = "", headers } = incoming;
    this.seen.push({ url, headers });
    const fate = this.fateOf(url);
    const body = await buffer(incoming);
    if (fate === "lost") return void outgoing.destroy();
    const { hostname, port } = this.#target;
    const options = { method, path: this.pathOf(url), headers, hostname, port, agent: this.#agent };
    const sent = request(options).end(body);
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    const answered = await buffer(answer);
    if (fate === "unanswered") return void outgoing.destroy();
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(answered);
  }
}
