import type { ChannelOptions, StreamChannel } from "../channel/stream-channel.ts";

/** A Listen stream: live queries, by the gateway's function `listen`. */
export class ListenChannel implements StreamChannel {
  readonly #options: ChannelOptions;

  constructor(options: ChannelOptions) {
    this.#options = options;
  }

  open(): void {
    queueMicrotask(() => {
      const message = "Listeners are not carried yet.";
      this.#options.events.ended({ status: "UNIMPLEMENTED", message });
    });
  }

  send(): void {}

  close(): void {}
}
