/**
 * What a process knows of the time by the database's clock, whatever its own clock says: when its
 * monotonic clock was at `atMs`, the database's had reached `nowMs`, and before `sinceMs` it had not.
 */
export interface Moment {
  /** The earliest time that it may be: whole milliseconds since 1970, by the database's clock. */
  readonly nowMs: number;
  /** The latest time that it may be, by the same clock; `nowMs` itself right after the database was asked. */
  readonly latestMs: number;
  /** Milliseconds on the process's monotonic clock. */
  readonly sinceMs: number;
  /** Milliseconds on the process's monotonic clock. */
  readonly atMs: number;
}

/** The greatest difference of the rates of two clocks, far above that of quartz. */
const DRIFT = 0.001;

/** The moment of an answer that has the database's time. @param sentMs - When the request was sent, on the monotonic clock. */
export function answeredAt(serverMs: number, sentMs: number, receivedMs: number): Moment {
  // Rounded down by up to a millisecond.
  const nowMs = Math.floor(serverMs);
  return { nowMs, latestMs: nowMs, sinceMs: sentMs - 1, atMs: receivedMs };
}

/** What the process still knows later, without having asked again. @param atMs - On the monotonic clock. */
export function later(moment: Moment, atMs: number): Moment {
  const elapsedMs = Math.max(0, atMs - moment.atMs);
  const nowMs = Math.floor(moment.nowMs + elapsedMs * (1 - DRIFT));
  const sinceMs = moment.sinceMs + elapsedMs * (1 - 2 * DRIFT) - 1;
  const latestMs = Math.ceil(moment.nowMs + (atMs - moment.sinceMs) * (1 + DRIFT));
  return { nowMs, latestMs, sinceMs, atMs: moment.atMs + elapsedMs };
}

/**
 * The time on the monotonic clock before which the database's clock has surely not reached
 * `untilMs`: a lease ends then for its holder, before it ends for others.
 */
export function surelyBefore(moment: Moment, untilMs: number): number {
  return moment.sinceMs + (untilMs - moment.nowMs) * (1 - DRIFT);
}
