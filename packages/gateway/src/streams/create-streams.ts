import { Hub } from "../listen/hub.ts";
import { HUB_DEFAULTS } from "../listen/hub-limits.ts";
import { processClock, type ListenClock } from "../listen/listen-clock.ts";
import type { Upstream } from "../listen/upstream.ts";
import { ListenStreams } from "./listen-streams.ts";
import type { StreamsEvent } from "./streams-event.ts";

export interface CreateStreamsOptions {
  /** Listens to a database, by its id. */
  readonly upstream: (databaseId: string) => Pick<Upstream, "listen">;
  /** By which streams end, ping and pause. @default the system's */
  readonly clock?: ListenClock;
  /** @default nobody is told */
  readonly onEvent?: (event: StreamsEvent) => void;
}

/**
 * @param options undefined where no stream can be opened
 * @param useUnwatched is told of reads of results that nobody watches: nobody else pays for them
 */
export function createStreams(
  { upstream, clock = processClock, onEvent = () => {} }: CreateStreamsOptions = {
    upstream: noUpstream,
  },
  useUnwatched: (reads: number) => void,
): ListenStreams {
  const hub = new Hub({
    upstream,
    clock,
    limits: HUB_DEFAULTS,
    onUnattributedReads: useUnwatched,
  });
  return new ListenStreams({ hub, clock, onEvent });
}

function noUpstream(): never {
  throw new Error("This gateway listens to no database.");
}
