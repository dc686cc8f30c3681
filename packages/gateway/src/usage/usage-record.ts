import type { Precondition, StoredDocument, Write } from "../documents/store.ts";
import { idFrom, SPAN_MS, windowIn, type Resolution, type TimeWindow } from "./usage-window.ts";
import { storedTotals, UsageTotals } from "./usage-totals.ts";

/** What one instance did within one minute, or all of them within an hour or a day. */
export interface UsageRecord extends TimeWindow {
  /** Who counted it: {@link ALL} of an hour and a day. */
  readonly instance: string;
  /** Of how many minutes of instances it is made: 1 of a minute's own. */
  readonly minutes: number;
  readonly totals: UsageTotals;
}

/** The instance of a record that is the sum of all instances'. */
export const ALL = "all";

/** How long records are kept, at least, in milliseconds. */
export const KEPT_MS: Readonly<Record<Resolution, number>> = {
  minute: 7 * SPAN_MS.day,
  hour: 90 * SPAN_MS.day,
  day: 732 * SPAN_MS.day,
};
/** The form of the stored record. */
const FORM = 1;

/**
 * The write that stores a record: the whole of it, so that it may be sent again. Its totals are one
 * text, which takes one field of a document and no index.
 */
export function toUsageWrite(
  record: UsageRecord,
  collection: string,
  precondition?: Precondition,
): Write {
  const { resolution, fromMs, instance, minutes, totals } = record;
  return {
    kind: "update",
    path: `${collection}/${idFrom(record)}-${instance}`,
    fields: {
      totals: JSON.stringify(totals),
      ...(instance === ALL && { minutes }),
      expiresAt: { $timestamp: new Date(fromMs + KEPT_MS[resolution]).toISOString() },
      form: FORM,
    },
    ...(precondition && { precondition }),
  };
}

/** The record that is stored in a document; undefined for one of another kind. */
export function usageRecordIn({ path, data }: StoredDocument): UsageRecord | undefined {
  const window = windowIn(path.slice(path.indexOf("/") + 1));
  const stored = storedTotals.safeParse(parsed(data["totals"]));
  if (window === undefined || !stored.success) return undefined;
  const minutes = window.instance === ALL ? Number(data["minutes"]) : 1;
  return { ...window, minutes, totals: new UsageTotals(stored.data) };
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}
