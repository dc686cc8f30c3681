import { WebChannel } from "../constants.ts";
import type { StreamError } from "../refusal.ts";
import { ChannelListeners } from "./channel-listeners.ts";
import type { ChannelEvents, StreamChannel } from "./stream-channel.ts";

const { OPEN, CLOSE, MESSAGE } = WebChannel.EventType;

/** A stream to the gateway, with the methods and events of Google's. */
export class GatewayWebChannel {
  readonly #listeners = new ChannelListeners();
  readonly #stream: StreamChannel;
  #isOver = false;

  constructor(streamFor: (events: ChannelEvents) => StreamChannel) {
    this.#stream = streamFor({
      opened: () => this.#tell(OPEN),
      message: (response) => this.#tell(MESSAGE, { data: [response] }),
      ended: (error) => this.#end(error),
    });
  }

  listen(type: string, listener: (event: unknown) => void): void {
    this.#listeners.add(type, listener);
  }

  open(): void {
    this.#stream.open();
  }

  send(request: object): void {
    this.#stream.send(request);
  }

  close(): void {
    this.#isOver = true;
    this.#stream.close();
  }

  #tell(type: string, event?: unknown): void {
    if (!this.#isOver) this.#listeners.tell(type, event);
  }

  #end(error: StreamError | undefined): void {
    if (error === undefined) this.#tell(CLOSE);
    else this.#tell(MESSAGE, { data: [{ error }] });
    this.#isOver = true;
  }
}
