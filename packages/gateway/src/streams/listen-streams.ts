import { GatewayError } from "../errors/error.ts";
import type { Hub } from "../listen/hub.ts";
import type { ListenClock } from "../listen/listen-clock.ts";
import { FrameRoom } from "./frame-room.ts";
import { UnboundedLoads } from "./unbounded-loads.ts";
import type { StreamsEvent, StreamsMetrics } from "./streams-event.ts";

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

/** The memory that what is told to clients may take at a time, in bytes. */
const MAX_TOLD_BYTES = 64 * 1024 * 1024;
/** How often is told what streams there are, in milliseconds. */
const METRICS_MS = 60_000;

export interface ListenStreamsOptions {
  readonly hub: Hub;
  readonly clock: ListenClock;
  readonly onEvent: (event: StreamsEvent) => void;
}

/** What an instance's streams share. */
export class ListenStreams {
  readonly hub: Hub;
  readonly clock: ListenClock;
  readonly onEvent: ListenStreamsOptions["onEvent"];
  readonly room = new FrameRoom(MAX_TOLD_BYTES);
  readonly loads = new UnboundedLoads();
  readonly #callers = new Map<string, CallerStreams>();
  #cancelMetrics: (() => void) | undefined;

  constructor({ hub, clock, onEvent }: ListenStreamsOptions) {
    this.hub = hub;
    this.clock = clock;
    this.onEvent = onEvent;
  }

  get metrics(): StreamsMetrics {
    let [streams, targets] = [0, 0];
    for (const one of this.#callers.values()) {
      streams += one.streams;
      targets += one.targets;
    }
    return { streams, targets, sharedTargets: this.hub.size, resultBytes: this.hub.bytes };
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
    if (this.#cancelMetrics === undefined) this.#tellMetrics();
    return () => {
      known.streams -= 1;
      known.targets -= targets;
      if (known.streams === 0 && this.#callers.get(caller) === known) this.#callers.delete(caller);
      if (this.#callers.size > 0) return;
      this.#cancelMetrics?.();
      this.#cancelMetrics = undefined;
    };
  }

  #tellMetrics(): void {
    this.#cancelMetrics = this.clock.after(METRICS_MS, () => {
      this.onEvent({ kind: "metrics", ...this.metrics });
      this.#tellMetrics();
    });
  }

  #tooMany(): GatewayError {
    return new GatewayError(
      "TOO_MANY_WATCHES",
      `One caller may have ${String(MAX_STREAMS_PER_CALLER)} streams and ${String(MAX_TARGETS_PER_CALLER)} targets at once. Close some of them.`,
      { retryAfterMs: Math.ceil(RETRY_MS * (1 + this.clock.random())) },
    );
  }
}
