import { once } from "node:events";
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { emulators } from "./emulators.ts";
import type { GatewayProcess } from "./gateway-process.ts";
import { Production } from "./production.ts";

/** The functions by which Firebase's full SDK reaches the gateway. */
const FUNCTIONS = ["database", "listen"] as const;
type FunctionName = (typeof FUNCTIONS)[number];

export interface CuttableGatewayOptions {
  /** A folder that takes the place of the project's own collections and quotas. */
  readonly collections?: string;
  /** Who issues tokens: the test itself, really signed, or the emulator of Firebase Authentication. @default "test" */
  readonly tokensBy?: "test" | "emulator";
}

/**
 * The functions `database` and `listen` as they run in production, behind one address that cuts
 * what it is told to.
 */
export class CuttableGateway {
  /** Whether every connection is cut at once. */
  isDown = false;
  /** Streams that were asked for. */
  asked = 0;
  readonly production: Production;
  readonly #env: NodeJS.ProcessEnv;
  readonly #instances = new Map<FunctionName, GatewayProcess>();
  readonly #streams = new Set<ServerResponse>();
  readonly #agent = new Agent({ keepAlive: true });
  readonly #server = createServer({ keepAliveTimeout: 0 }, (incoming, outgoing) =>
    this.#pass(incoming, outgoing),
  );

  private constructor(production: Production, env: NodeJS.ProcessEnv) {
    this.production = production;
    this.#env = env;
  }

  static async start(options: CuttableGatewayOptions = {}): Promise<CuttableGateway> {
    const { collections, tokensBy = "test" } = options;
    const gateway = new CuttableGateway(
      await Production.start(collections),
      tokensBy === "test"
        ? {}
        : { FUNCTIONS_EMULATOR: "true", FIREBASE_AUTH_EMULATOR_HOST: emulators.auth },
    );
    await Promise.all(FUNCTIONS.map((name) => gateway.#startInstance(name)));
    await once(gateway.#server.listen(0, "127.0.0.1"), "listening");
    return gateway;
  }

  /** `host:port/database`, as an app names it to Firebase's SDK. */
  get host(): string {
    return `${this.address}/database`;
  }

  /** `host:port` */
  get address(): string {
    return `127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** How many streams are open. */
  get streams(): number {
    return this.#streams.size;
  }

  /** Breaks all streams. */
  cut(): void {
    for (const stream of this.#streams) stream.destroy();
  }

  /** Ends the instance of both functions, as kill -9 does, and starts others in their place. */
  async restart(): Promise<void> {
    await Promise.all(Array.from(this.#instances.values(), (instance) => instance.stop()));
    await Promise.all(FUNCTIONS.map((name) => this.#startInstance(name)));
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    this.#agent.destroy();
    await closed;
    await this.production.stop();
  }

  async #startInstance(name: FunctionName): Promise<void> {
    // The faulty Firestore before the emulator has no streams.
    const firestore = name === "listen" && { FIRESTORE_EMULATOR_HOST: emulators.firestore };
    this.#instances.set(name, await this.production.instance(name, { ...this.#env, ...firestore }));
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method, url = "", headers } = incoming;
    const name = url.startsWith("/listen") ? "listen" : "database";
    const instance = this.#instances.get(name);
    if (this.isDown || instance === undefined) return void outgoing.destroy();
    if (name === "listen") this.#follow(outgoing);
    const { hostname, port } = new URL(instance.url);
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
