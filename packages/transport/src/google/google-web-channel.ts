import { ChannelListeners } from "../channel/channel-listeners.ts";
import type { WebChannelOptions } from "../channel/web-channel-options.ts";
import { WebChannel } from "../constants.ts";
import { googleModule, type GoogleModule } from "./google-module.ts";
import { forwardStatEvents } from "./stat-events.ts";

type GoogleChannel = ReturnType<
  ReturnType<GoogleModule["createWebChannelTransport"]>["createWebChannel"]
>;

const { OPEN, CLOSE, ERROR, MESSAGE } = WebChannel.EventType;

/** A stream by Google's module, which does in order what it was told before it was loaded. */
export class GoogleWebChannel {
  readonly #listeners = new ChannelListeners();
  readonly #ready: Promise<GoogleChannel>;

  constructor(url: string, options: WebChannelOptions) {
    this.#ready = this.#create(url, options);
    this.#ready.catch((error: unknown) => this.#listeners.tell(ERROR, error));
  }

  listen(type: string, listener: (event: unknown) => void): void {
    this.#listeners.add(type, listener);
  }

  open(): void {
    this.#then((channel) => channel.open());
  }

  send(request: object): void {
    this.#then((channel) => channel.send(request));
  }

  close(): void {
    this.#then((channel) => channel.close());
  }

  #then(act: (channel: GoogleChannel) => void): void {
    // That it can't be loaded is told to the listeners.
    this.#ready.then(act).catch(() => undefined);
  }

  async #create(url: string, options: WebChannelOptions): Promise<GoogleChannel> {
    const google = await googleModule();
    await forwardStatEvents();
    const channel = google
      .createWebChannelTransport()
      .createWebChannel(url, options as Parameters<GoogleCreate>[1]);
    const types = google.WebChannel.EventType;
    const names = { [types.OPEN]: OPEN, [types.CLOSE]: CLOSE, [types.ERROR]: ERROR };
    for (const [type, name] of Object.entries({ ...names, [types.MESSAGE]: MESSAGE })) {
      channel.listen(type, (event) => this.#listeners.tell(name, event));
    }
    return channel;
  }
}

type GoogleCreate = ReturnType<GoogleModule["createWebChannelTransport"]>["createWebChannel"];
