import type { ListenClock } from "../listen/listen-clock.ts";
import type { ListenStream } from "./listen-stream.ts";

/** How often a token is looked at, in milliseconds: as often as what is known of its account is looked up. */
const MINUTE_MS = 60_000;

export interface CheckedStream {
  readonly open: Pick<ListenStream, "end">;
  readonly clock: Pick<ListenClock, "after">;
  readonly sink: { isTokenTaken(): Promise<boolean> };
}

/**
 * Ends a stream whose caller's token is taken no more, so that the client comes back with another,
 * or is refused.
 *
 * @returns what ends that
 */
export function endWhenRevoked({ open, clock, sink }: CheckedStream): () => void {
  let isOver = false;
  let cancel = () => {};
  const wait = () => {
    cancel = clock.after(MINUTE_MS, () => void look());
  };
  const look = async () => {
    const isTaken = await sink.isTokenTaken().catch(() => true);
    if (!isTaken) open.end("TOKEN_EXPIRES");
    else if (!isOver) wait();
  };
  wait();
  return () => {
    isOver = true;
    cancel();
  };
}
