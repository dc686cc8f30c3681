import { createWebChannelTransport } from "../channel/create-transport.ts";
import { WebChannel } from "../constants.ts";
import { isFinal } from "./is-final.ts";

/** A WriteResponse, or the error that ends a stream. */
interface HeardMessage {
  readonly streamToken?: string;
  readonly error?: { readonly status: string };
}

type Channel = ReturnType<ReturnType<typeof createWebChannelTransport>["createWebChannel"]>;

/** As many batches are on their way at once. */
const MOST = 10;

/** The SDK's queue of writes, as it drives its streams: batches in their order, and all that comes back. */
export class ModelWriteQueue {
  /** The numbers of the batches that were acknowledged, in the order in which that was heard. */
  readonly acknowledged: number[] = [];
  readonly rejected: number[] = [];
  readonly #url: string;
  readonly #batches: readonly (readonly object[])[];
  readonly #done = Promise.withResolvers<void>();
  #pipeline: number[] = [];
  #next = 0;
  #channel: Channel | undefined;
  #token: string | undefined;

  /** @param batches the writes of each */
  constructor(url: string, batches: readonly (readonly object[])[]) {
    this.#url = url;
    this.#batches = batches;
  }

  /** Ends when each batch is acknowledged or rejected. */
  run(): Promise<void> {
    this.#goOn();
    return this.#done.promise;
  }

  /** The network is switched off and on. */
  interrupt(): void {
    const channel = this.#channel;
    if (channel === undefined) return;
    this.#channel = undefined;
    if (this.#token !== undefined) channel.send({ streamToken: this.#token, writes: [] });
    channel.close();
    this.#goOn();
  }

  #goOn(): void {
    while (this.#pipeline.length < MOST && this.#next < this.#batches.length) {
      this.#pipeline.push(this.#next);
      if (this.#token !== undefined && this.#channel !== undefined) this.#send(this.#next);
      this.#next += 1;
    }
    if (this.#pipeline.length === 0) return this.#done.resolve();
    if (this.#channel === undefined) this.#open();
  }

  #open(): void {
    this.#token = undefined;
    const database = "projects/demo-memory/databases/(default)";
    const channel = createWebChannelTransport().createWebChannel(
      `${this.#url}/google.firestore.v1.Firestore/Write/channel`,
      { messageUrlParams: { database } },
    );
    this.#channel = channel;
    channel.listen(WebChannel.EventType.MESSAGE, (event) => {
      const [message] = (event as { readonly data: readonly [HeardMessage] }).data;
      queueMicrotask(() => this.#hear(channel, message));
    });
    channel.open();
    channel.send({ database });
  }

  #send(number: number): void {
    this.#channel?.send({ streamToken: this.#token, writes: this.#batches[number] });
  }

  #hear(channel: Channel, { streamToken, error }: HeardMessage): void {
    if (channel !== this.#channel) return;
    if (error !== undefined) {
      this.#channel = undefined;
      if (isFinal(error.status)) this.rejected.push(...this.#pipeline.splice(0, 1));
    } else if (this.#token === undefined) {
      this.#token = streamToken;
      for (const number of this.#pipeline) this.#send(number);
    } else {
      this.#token = streamToken;
      this.acknowledged.push(...this.#pipeline.splice(0, 1));
    }
    this.#goOn();
  }
}
