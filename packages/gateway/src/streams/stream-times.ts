import type { ListenClock } from "../listen/listen-clock.ts";

/** As long as Cloud Run lets a request last, in seconds. */
export const STREAM_TIMEOUT_SECONDS = 3_600;
/** The longest that a stream lasts, in milliseconds: it ends before it would be cut. */
const MAX_STREAM_MS = (STREAM_TIMEOUT_SECONDS - 60) * 1000;
/** The part of it by which streams differ, so that those that began together end one after another. */
const SPREAD = 0.2;
/** The longest that a stream ends before its token expires, in milliseconds. */
const TOKEN_MARGIN_MS = 60_000;

/** How long a stream lasts, and why no longer. */
export interface StreamLength {
  readonly ms: number;
  readonly reason: "LIMIT" | "TOKEN_EXPIRES";
}

/**
 * How long a stream may last: as long as the function, and its caller's token.
 *
 * @param tokenMs how long the token is good for; undefined without one
 */
export function streamLength(
  tokenMs: number | undefined,
  clock: Pick<ListenClock, "random">,
): StreamLength {
  const limitMs = MAX_STREAM_MS * (1 - SPREAD * clock.random());
  if (tokenMs === undefined) return { ms: limitMs, reason: "LIMIT" };
  const marginMs = Math.min(TOKEN_MARGIN_MS, tokenMs / 2) * clock.random();
  const untilExpiryMs = Math.max(0, tokenMs - marginMs);
  return untilExpiryMs < limitMs
    ? { ms: untilExpiryMs, reason: "TOKEN_EXPIRES" }
    : { ms: limitMs, reason: "LIMIT" };
}
