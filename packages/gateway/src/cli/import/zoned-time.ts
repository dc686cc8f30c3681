import { Temporal } from "temporal-polyfill";
import { normalizeTimestamp } from "../../values/timestamp.ts";
import type { Parsed } from "../../paths/field-path.ts";

/** The order of year, month and day in dates. */
export const DATE_ORDERS = ["ymd", "dmy", "mdy"] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

export interface TimeOptions {
  /** An IANA name, for times that don't say theirs. @default such times are refused */
  readonly timeZone: string | undefined;
  readonly dateOrder: DateOrder;
}

const DATE = /^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})/;
const TIME = /^(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?$/i;
const ZONE = /\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)$/i;

const EXAMPLES: Readonly<Record<DateOrder, string>> = {
  ymd: "2026-11-22, or 2026-11-22 10:00:00 with or without a zone such as Z or +01:00",
  dmy: "22/11/2026, or 22/11/2026 10:00:00",
  mdy: "11/22/2026, or 11/22/2026 10:00:00",
};

/** Whether the time zone is one that is known. */
export function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/** Whether a text is a time, or a date, that leaves its time zone open. */
export function lacksZone(text: string, dateOrder: DateOrder): boolean {
  const parts = partsOf(text.trim(), dateOrder);
  return parts !== undefined && parts.zone === undefined;
}

/**
 * Reads a time, or a date, whose time is then midnight, as a timestamp in UTC with microseconds; or
 * says why it is none. The descriptions go on from the text.
 */
export function readTime(text: string, { timeZone, dateOrder }: TimeOptions): Parsed<string> {
  const parts = partsOf(text.trim(), dateOrder);
  if (parts === undefined) return no(`is not a time: it must be ${EXAMPLES[dateOrder]}`);
  const local = `${parts.date}T${parts.time}`;
  if (normalizeTimestamp(`${local}Z`) === undefined) return no("is a time that there is not");
  if (parts.zone !== undefined) return checked(normalizeTimestamp(`${local}${parts.zone}`));
  if (timeZone === undefined) {
    return no("does not say its time zone: add --time-zone, such as UTC or Europe/Berlin");
  }
  return inZone(local, timeZone);
}

/** When clocks are set forward there is an hour that there is not, and one twice when they go back. */
function inZone(local: string, timeZone: string): Parsed<string> {
  const dateTime = Temporal.PlainDateTime.from(local);
  const earlier = dateTime.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  const later = dateTime.toZonedDateTime(timeZone, { disambiguation: "later" });
  if (!earlier.toPlainDateTime().equals(dateTime)) {
    return no(`is a time that there is not in ${timeZone}, where clocks are set forward over it`);
  }
  if (!earlier.equals(later)) {
    return no(
      `is a time that there is twice in ${timeZone}, where clocks are set back over it: write ` +
        `${earlier.offset} or ${later.offset} behind it`,
    );
  }
  return checked(normalizeTimestamp(earlier.toInstant().toString()));
}

interface Parts {
  readonly date: string;
  readonly time: string;
  /** As RFC 3339 has it. */
  readonly zone: string | undefined;
}

function partsOf(text: string, order: DateOrder): Parts | undefined {
  const [dateText, first = "", , second = "", third = ""] = DATE.exec(text) ?? [];
  if (dateText === undefined) return undefined;
  const rest = text.slice(dateText.length);
  const zoneText = ZONE.exec(rest)?.[0] ?? "";
  const match = TIME.exec(rest.slice(0, rest.length - zoneText.length).trimEnd());
  const [year, month, day] = {
    ymd: [first, second, third],
    dmy: [third, second, first],
    mdy: [third, first, second],
  }[order] as [string, string, string];
  if (match === null || year.length !== 4 || day.length > 2) return undefined;
  const [, hour = "00", minute = "00", seconds = "00", fraction] = match as unknown as string[];
  const time = `${pad(hour)}:${minute}:${seconds}${fraction === undefined ? "" : `.${fraction}`}`;
  const zone = zoneText === "" ? undefined : zoneOf(zoneText.trim());
  return { date: `${year}-${pad(month)}-${pad(day)}`, time, zone };
}

function zoneOf(text: string): string {
  if (!/^[+-]/.test(text)) return "Z";
  const digits = text.slice(1).replace(":", "").padEnd(4, "0");
  return `${text.slice(0, 1)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

function pad(digits: string): string {
  return digits.padStart(2, "0");
}

function checked(timestamp: string | undefined): Parsed<string> {
  return timestamp === undefined
    ? no("is a time beyond the years 1 to 9999")
    : { ok: true, value: timestamp };
}

function no(description: string): Parsed<never> {
  return { ok: false, description };
}
