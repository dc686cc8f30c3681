/**
 * What a process knows of the database's clock without trusting its own: at `atMs` of its
 * monotonic clock, the database's had come to `nowMs`, and before `sinceMs` it hadn't.
 */
export interface Moment {
  /** Whole milliseconds since 1970, by the database's clock. */
  readonly nowMs: number;
  readonly sinceMs: number;
  readonly atMs: number;
}

/** How wrong two clocks may run against each other: far more than quartz ever does. */
const DRIFT = 0.001;

/** The moment of an answer that carries the database's time, to a request sent at `sentMs`. */
export function answeredAt(serverMs: number, sentMs: number, receivedMs: number): Moment {
  // Rounding down put the moment up to a millisecond earlier.
  return { nowMs: Math.floor(serverMs), sinceMs: sentMs - 1, atMs: receivedMs };
}

/** The same knowledge, later, without asking again: the database's clock has come at least so far. */
export function later(moment: Moment, atMs: number): Moment {
  const elapsedMs = Math.max(0, atMs - moment.atMs);
  const nowMs = Math.floor(moment.nowMs + elapsedMs * (1 - DRIFT));
  const sinceMs = moment.sinceMs + elapsedMs * (1 - 2 * DRIFT) - 1;
  return { nowMs, sinceMs, atMs: moment.atMs + elapsedMs };
}

/** The furthest that the database's clock can have come: whole milliseconds since 1970. */
export function latest(moment: Moment, atMs: number): number {
  return Math.ceil(moment.nowMs + Math.max(0, atMs - moment.sinceMs) * (1 + DRIFT));
}

/**
 * Until when, on the monotonic clock, the database's surely hasn't come to `untilMs`: where a
 * lease ends for who holds it, before it ends for everybody else.
 */
export function surelyBefore(moment: Moment, untilMs: number): number {
  return moment.sinceMs + (untilMs - moment.nowMs) * (1 - DRIFT);
}
