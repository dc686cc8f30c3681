import type { ListenFrame } from "../api/listen.ts";
import type { ListenSink } from "../streams/listen-method.ts";

/** A stream of live queries of a gateway in memory: its frames, one after another. */
export class MemoryStream {
  readonly #frames: ListenFrame[] = [];
  readonly #gone = new AbortController();
  readonly #ending = new AbortController();
  #wake: () => void = () => {};
  #isOver = false;
  #failure: unknown;
  #isRevoked = false;

  /** @param run streams into the sink until the stream ends */
  constructor(run: (sink: ListenSink) => Promise<void>) {
    const sink: ListenSink = {
      gone: this.#gone.signal,
      ending: this.#ending.signal,
      isTokenTaken: () => Promise.resolve(!this.#isRevoked),
      send: (frame) => {
        if (this.#gone.signal.aborted) return Promise.resolve(false);
        // As it would be read from a line of JSON.
        this.#frames.push(JSON.parse(JSON.stringify(frame)) as ListenFrame);
        this.#wake();
        return Promise.resolve(true);
      },
    };
    void run(sink)
      .catch((error: unknown) => (this.#failure = error))
      .finally(() => {
        this.#isOver = true;
        this.#wake();
      });
  }

  /** The next frame; undefined after the last. @throws CallError where the stream is refused */
  async next(): Promise<ListenFrame | undefined> {
    while (this.#frames.length === 0 && !this.#isOver) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const frame = this.#frames.shift();
    if (frame === undefined && this.#failure !== undefined) throw this.#failure as Error;
    return frame;
  }

  /** The client goes. Ends when the stream is over. */
  async close(): Promise<void> {
    this.#gone.abort();
    this.#frames.length = 0;
    while (!this.#isOver) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  /** The caller's token is taken no more. */
  revoke(): void {
    this.#isRevoked = true;
  }

  /** The instance is told to end. */
  endInstance(): void {
    this.#ending.abort();
  }
}
