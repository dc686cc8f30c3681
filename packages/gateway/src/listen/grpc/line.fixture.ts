import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A line to a server of this machine, which a test can cut or keep silent. */
export class Line {
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => this.#forward(socket));
  readonly #portOf: () => number;
  #isSilent = false;
  #isDown = false;

  /** @param portOf the port of the server, asked for with each connection */
  constructor(portOf: () => number) {
    this.#portOf = portOf;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, "127.0.0.1", resolve);
    });
  }

  /** `host:port` */
  get host(): string {
    return `127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** Every connection breaks. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Every connection breaks, and new ones too, until it is put up again. */
  putDown(): void {
    this.#isDown = true;
    this.cut();
  }

  putUp(): void {
    this.#isDown = false;
  }

  /** Nothing goes either way, on connections that stay open. */
  silence(): void {
    this.#isSilent = true;
    for (const socket of this.#sockets) socket.pause().unpipe();
  }

  /** New connections are as they should be. */
  speak(): void {
    this.#isSilent = false;
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  #forward(socket: Socket): void {
    if (this.#isDown) {
      socket.on("error", () => undefined).destroy();
      return;
    }
    const upstream = connect(this.#portOf(), "127.0.0.1");
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      this.#sockets.add(one);
      one.on("error", () => undefined);
      one.on("close", () => {
        this.#sockets.delete(one);
        other.destroy();
      });
      if (!this.#isSilent) one.pipe(other);
    }
  }
}
