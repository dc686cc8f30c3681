/** A day of Firestore's daily quotas, from midnight to midnight in Pacific time. */
export interface PacificDay {
  /** The date, such as 2026-11-22. */
  readonly date: string;
  /** The first millisecond of the day, since 1970. */
  readonly startsAtMs: number;
  /** The first millisecond of the next day, since 1970. */
  readonly endsAtMs: number;
}

const HOUR_MS = 3_600_000;

/** Made when it is first used: time zones take 8 MiB of memory, and only who has a budget needs them. */
let clock: Intl.DateTimeFormat | undefined;

/** The day of a time in milliseconds since 1970. It has 23 or 25 hours where daylight saving begins or ends. */
export function pacificDay(ms: number): PacificDay {
  const date = dateOf(ms);
  const noonMs = Date.parse(`${date}T20:00:00Z`);
  return {
    date,
    startsAtMs: midnightAround(noonMs - 12 * HOUR_MS),
    endsAtMs: midnightAround(noonMs + 12 * HOUR_MS),
  };
}

/** The midnight within an hour of a time: clocks are only changed later at night. */
function midnightAround(ms: number): number {
  const changes = [-1, 0, 1].map((hours) => ms + hours * HOUR_MS);
  return changes.find((at) => dateOf(at) !== dateOf(at - 1)) ?? ms;
}

function dateOf(ms: number): string {
  clock ??= new Intl.DateTimeFormat("en-CA", {
    timeZone: "America/Los_Angeles",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return clock.format(ms);
}
