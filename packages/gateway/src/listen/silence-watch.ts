import type { UpstreamOptions } from "./upstream-options.ts";

/** What a stream tells of itself, and is told. */
export interface SilentStream {
  /** Whether something was asked for and has not come. */
  isWaiting(): boolean;
  onSilence(): void;
}

/** How often is looked within the shorter time. */
const LOOKS = 3;

/** Tells a stream that nothing comes any more, sooner where something is waited for. */
export class SilenceWatch {
  readonly #options: Pick<UpstreamOptions, "clock" | "answerMs" | "silenceMs">;
  readonly #stream: SilentStream;
  #heardAtMs = 0;
  #cancel: (() => void) | undefined;

  constructor(
    options: Pick<UpstreamOptions, "clock" | "answerMs" | "silenceMs">,
    stream: SilentStream,
  ) {
    this.#options = options;
    this.#stream = stream;
  }

  start(): void {
    this.heard();
    this.#wait();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Something has come, or was asked for just now. */
  heard(): void {
    this.#heardAtMs = this.#options.clock.monotonic();
  }

  /** Looks now and then, so that no timer need be set for each response. */
  #wait(): void {
    const { clock, answerMs, silenceMs } = this.#options;
    this.#cancel = clock.after(answerMs / LOOKS, () => {
      this.#cancel = undefined;
      const silentMs = clock.monotonic() - this.#heardAtMs;
      const limitMs = this.#stream.isWaiting() ? answerMs : silenceMs;
      if (silentMs >= limitMs) this.#stream.onSilence();
      else this.#wait();
    });
  }
}
