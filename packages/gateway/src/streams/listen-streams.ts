import { GatewayError } from "../errors/error.ts";
import type { Hub } from "../listen/hub.ts";
import type { ListenClock } from "../listen/listen-clock.ts";

/** Most streams that one caller may have at an instance. */
const MAX_STREAMS_PER_CALLER = 20;
/** Most targets of all streams of one caller at an instance. */
const MAX_TARGETS_PER_CALLER = 200;
/** When who has too many may try again, in milliseconds, at least; twice that at most. */
const RETRY_MS = 10_000;

interface CallerStreams {
  streams: number;
  targets: number;
}

/** What an instance's streams share. */
export class ListenStreams {
  readonly hub: Hub;
  readonly clock: ListenClock;
  readonly #callers = new Map<string, CallerStreams>();

  constructor(hub: Hub, clock: ListenClock) {
    this.hub = hub;
    this.clock = clock;
  }

  /**
   * Counts a stream of a caller.
   *
   * @returns what counts it no longer
   * @throws GatewayError TOO_MANY_WATCHES
   */
  admit(caller: string, targets: number): () => void {
    const known = this.#callers.get(caller) ?? { streams: 0, targets: 0 };
    const isTooMany =
      known.streams >= MAX_STREAMS_PER_CALLER || known.targets + targets > MAX_TARGETS_PER_CALLER;
    if (isTooMany) throw this.#tooMany();
    known.streams += 1;
    known.targets += targets;
    this.#callers.set(caller, known);
    return () => {
      known.streams -= 1;
      known.targets -= targets;
      if (known.streams === 0 && this.#callers.get(caller) === known) this.#callers.delete(caller);
    };
  }

  #tooMany(): GatewayError {
    return new GatewayError(
      "TOO_MANY_WATCHES",
      `One caller may have ${String(MAX_STREAMS_PER_CALLER)} streams and ${String(MAX_TARGETS_PER_CALLER)} targets at once. Close some of them.`,
      { retryAfterMs: Math.ceil(RETRY_MS * (1 + this.clock.random())) },
    );
  }
}
