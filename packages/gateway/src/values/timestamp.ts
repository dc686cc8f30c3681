const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/**
 * The one form of a timestamp here: `2026-11-22T10:00:00.123456Z`, UTC with microseconds (what is
 * finer is cut off, as Firestore does). Texts in this form order as their times do.
 *
 * @returns undefined unless `text` is an RFC 3339 time from year 1 to year 9999, which is what
 * Firestore stores. Leap seconds are refused, as a day that its month does not have.
 */
export function normalizeTimestamp(text: string): string | undefined {
  const match = RFC_3339.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = "", sign, offHour, offMinute] =
    match as unknown as [string, ...string[]];
  if (!isTime(Number(hour), Number(minute), Number(second))) return undefined;
  if (!isDate(Number(year), Number(month), Number(day))) return undefined;
  const micros = fraction.slice(0, 6).padEnd(6, "0");
  if (sign === undefined) return `${text.slice(0, 19)}.${micros}Z`;
  if (!isTime(Number(offHour), Number(offMinute), 0)) return undefined;
  const offsetMinutes = (Number(offHour) * 60 + Number(offMinute)) * (sign === "+" ? 1 : -1);
  const utc = new Date(Date.parse(`${text.slice(0, 19)}Z`) - offsetMinutes * 60_000).toISOString();
  // An offset can lead out of the years 1 to 9999; toISOString then has a sign or the year 0.
  if (!/^\d{4}-/.test(utc) || utc.startsWith("0000")) return undefined;
  return `${utc.slice(0, 19)}.${micros}Z`;
}

/** {@link normalizeTimestamp} for what Firestore sends: UTC, with 0, 3, 6 or 9 digits of a second. */
export function padTimestamp(sent: string): string {
  if (sent.length === 27) return sent;
  return `${sent.slice(0, 19)}.${sent.slice(20, -1).slice(0, 6).padEnd(6, "0")}Z`;
}

/** The server's time in a commit at this time: Firestore's has milliseconds only. */
export function toMillis(time: string): string {
  return `${time.slice(0, 23)}000Z`;
}

function isTime(hour: number, minute: number, second: number): boolean {
  return hour < 24 && minute < 60 && second < 60;
}

function isDate(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (days[month - 1] as number);
}
