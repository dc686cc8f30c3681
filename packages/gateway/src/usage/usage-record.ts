import type { StoredDocument, Write } from "../documents/store.ts";
import { storedTotals, UsageTotals } from "./usage-totals.ts";

/** What one instance did within one minute. */
export interface UsageRecord {
  /** When the minute began, in milliseconds since 1970. */
  readonly fromMs: number;
  readonly instance: string;
  readonly totals: UsageTotals;
}

export const WINDOW_MS = 60_000;
/** How long records are kept, at least. */
const KEPT_MS = 7 * 86_400_000;
/** The form of the stored record. */
const FORM = 1;
const ID = /^minute-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z-(.+)$/;

/**
 * The write that stores a record: the whole of it, so that it may be sent again. Its totals are one
 * text, which takes one field of a document and no index.
 */
export function toUsageWrite({ fromMs, instance, totals }: UsageRecord, collection: string): Write {
  return {
    kind: "update",
    path: `${collection}/${idFrom(fromMs)}-${instance}`,
    fields: {
      totals: JSON.stringify(totals),
      expiresAt: { $timestamp: new Date(fromMs + KEPT_MS).toISOString() },
      form: FORM,
    },
  };
}

/** What the ids of the records of a minute start with: they are in the order of time. */
export function idFrom(ms: number): string {
  const minute = Math.floor(ms / WINDOW_MS) * WINDOW_MS;
  return `minute-${new Date(minute).toISOString().slice(0, 16).replace(/[-:]/g, "")}Z`;
}

/** The record that is stored in a document; undefined for one of another kind. */
export function usageRecordIn({ path, data }: StoredDocument): UsageRecord | undefined {
  const id = ID.exec(path.slice(path.indexOf("/") + 1));
  const stored = storedTotals.safeParse(parsed(data["totals"]));
  if (id === null || !stored.success) return undefined;
  const [, year, month, day, hour, minute, instance = ""] = id;
  const time = `${year ?? ""}-${month ?? ""}-${day ?? ""}T${hour ?? ""}:${minute ?? ""}:00Z`;
  return { fromMs: Date.parse(time), instance, totals: new UsageTotals(stored.data) };
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}
