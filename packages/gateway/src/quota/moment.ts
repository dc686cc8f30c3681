/**
 * What a process knows of the database's clock without trusting its own: at `atMs` of its
 * monotonic clock, the database's had come to `nowMs`, and before `sinceMs` it hadn't.
 */
export interface Moment {
  /** Whole milliseconds since 1970, by the database's clock. */
  readonly nowMs: number;
  /**
   * By the same clock: whatever is decided on now happened no later. The same as `nowMs` where the
   * database was asked after it had happened.
   */
  readonly latestMs: number;
  readonly sinceMs: number;
  readonly atMs: number;
}

/** How wrong two clocks may run against each other: far more than quartz ever does. */
const DRIFT = 0.001;

/** The moment of an answer that carries the database's time, to a request sent at `sentMs`. */
export function answeredAt(serverMs: number, sentMs: number, receivedMs: number): Moment {
  // Rounding down put the moment up to a millisecond earlier.
  const nowMs = Math.floor(serverMs);
  return { nowMs, latestMs: nowMs, sinceMs: sentMs - 1, atMs: receivedMs };
}

/** The same knowledge, later, without asking again: the database's clock has come at least so far, and at most so far. */
export function later(moment: Moment, atMs: number): Moment {
  const elapsedMs = Math.max(0, atMs - moment.atMs);
  const nowMs = Math.floor(moment.nowMs + elapsedMs * (1 - DRIFT));
  const sinceMs = moment.sinceMs + elapsedMs * (1 - 2 * DRIFT) - 1;
  const latestMs = Math.ceil(moment.nowMs + (atMs - moment.sinceMs) * (1 + DRIFT));
  return { nowMs, latestMs, sinceMs, atMs: moment.atMs + elapsedMs };
}

/**
 * Until when, on the monotonic clock, the database's surely hasn't come to `untilMs`: where a
 * lease ends for who holds it, before it ends for everybody else.
 */
export function surelyBefore(moment: Moment, untilMs: number): number {
  return moment.sinceMs + (untilMs - moment.nowMs) * (1 - DRIFT);
}
