import type { DocumentStore, StoreCall, StoredDocument } from "../documents/store.ts";
import { gaveWay } from "./gave-way.ts";
import { usageQuery } from "./read-usage.ts";
import { ALL, toUsageWrite, usageRecordIn } from "./usage-record.ts";
import { UsageTotals, type DeclaredNames } from "./usage-totals.ts";
import { SPAN_MS, startOf, windowsIn, type TimeWindow } from "./usage-window.ts";

/** Instances store a minute with a call of a later one: most of an hour is there so long after it. */
const SETTLED_MS = 3 * SPAN_MS.minute;
/** How long after a day has begun what is declared counts as declared on it: a day too long at most. */
const NOW_MS = 2 * SPAN_MS.day;
/** Days before this one that are looked at for minutes that came late: as minutes are kept 7. */
const DAYS_BEFORE = 5;
/** Records in one answer of Firestore's: each is at most half a MiB. */
const PAGE = 50;

/** Where usage is summed up. */
export interface Compaction {
  readonly documents: DocumentStore;
  readonly collection: string;
  readonly call: StoreCall;
  /** What definitions declare now. @default nothing */
  readonly declared?: () => DeclaredNames;
}

/** What of a window is stored as its sum, with the document's version. */
interface StoredSum {
  readonly minutes: number;
  readonly totals: UsageTotals;
  readonly version: StoredDocument["updateTime"] | undefined;
}

const NOTHING: StoredSum = { minutes: 0, totals: new UsageTotals(), version: undefined };

type Range = { readonly fromMs: number; readonly toMs: number };

/**
 * Sums up the minutes of instances by hours, and these by days, as far as hours are over. A sum
 * tells of how many minutes it is made. Minutes are stored once and stay as they are, so one that
 * counts fewer than there are is made anew, as a whole, and nothing is counted twice: not by a
 * repeat, not by two at once (of which one gives way), and not after an interruption.
 *
 * @param nowMs since 1970
 * @returns how many hours and days were stored
 */
export async function compactUsage(compaction: Compaction, nowMs: number): Promise<number> {
  const toMs = startOf("hour", nowMs - SETTLED_MS);
  const fromMs = startOf("day", toMs) - DAYS_BEFORE * SPAN_MS.day;
  const stored = await sumsOf(compaction, { resolution: "day", fromMs, toMs });
  let written = 0;
  for (const day of windowsIn("day", { fromMs, toMs })) {
    const sum = stored.get(day.fromMs) ?? NOTHING;
    const range = { fromMs: day.fromMs, toMs: Math.min(day.fromMs + SPAN_MS.day, toMs) };
    if ((await minutesIn(compaction, range)) > sum.minutes)
      written += await compactDay(compaction, { range, sum, isNow: nowMs < day.fromMs + NOW_MS });
  }
  return written;
}

interface DayToCompact {
  readonly range: Range;
  /** What is stored of the day. */
  readonly sum: StoredSum;
  /** Whether it is the day that is now, or has just ended. */
  readonly isNow: boolean;
}

async function compactDay(
  compaction: Compaction,
  { range, sum, isNow }: DayToCompact,
): Promise<number> {
  const stored = await sumsOf(compaction, { resolution: "hour", ...range });
  const day = { resolution: "day", fromMs: range.fromMs, minutes: 0 } as const;
  const whole = { ...day, totals: new UsageTotals() } as { minutes: number } & typeof day & Totals;
  // What was declared on the day stays so when it is made anew later.
  whole.totals.addNamesOf(sum.totals);
  if (isNow) whole.totals.addDeclared(compaction.declared?.() ?? []);
  let written = 0;
  for (const hour of windowsIn("hour", range)) {
    const before = stored.get(hour.fromMs) ?? NOTHING;
    const current = await currentHour(compaction, { hour, before });
    if (current !== before) {
      if (!(await isStored(compaction, { ...hour, ...current }))) return written;
      written += 1;
    }
    whole.minutes += current.minutes;
    whole.totals.merge(current.totals);
  }
  return written + Number(await isStored(compaction, { ...whole, version: sum.version }));
}

interface Totals {
  readonly totals: UsageTotals;
}

/** The sum of an hour: what is stored, or a new one where there are minutes that it doesn't count. */
async function currentHour(
  compaction: Compaction,
  { hour, before }: { readonly hour: TimeWindow; readonly before: StoredSum },
): Promise<StoredSum> {
  const range = { fromMs: hour.fromMs, toMs: hour.fromMs + SPAN_MS.hour };
  if ((await minutesIn(compaction, range)) <= before.minutes) return before;
  const totals = new UsageTotals();
  let minutes = 0;
  let minute = { fromMs: 0, totals: new UsageTotals() };
  // Records come by the minute.
  for await (const document of recordsIn(compaction, { resolution: "minute", ...range })) {
    // One that can't be read is counted as one: it would be looked for again and again.
    minutes += 1;
    const record = usageRecordIn(document);
    if (record === undefined) continue;
    if (record.fromMs !== minute.fromMs) {
      totals.merge(minute.totals.settled());
      minute = { fromMs: record.fromMs, totals: new UsageTotals() };
    }
    minute.totals.merge(record.totals);
  }
  totals.merge(minute.totals.settled());
  return { minutes, totals, version: before.version };
}

/** Stores a sum, unless somebody else has stored one meanwhile. */
async function isStored(
  { documents, collection, call }: Compaction,
  { version, ...sum }: TimeWindow & StoredSum,
): Promise<boolean> {
  const precondition = version === undefined ? { exists: false } : { updateTime: version };
  const write = toUsageWrite({ ...sum, instance: ALL }, collection, precondition);
  try {
    await documents.commit([write], call);
    return true;
  } catch (error) {
    if (gaveWay(error)) return false;
    throw error;
  }
}

async function minutesIn(
  { documents, collection, call }: Compaction,
  range: Range,
): Promise<number> {
  const query = usageQuery(collection, { resolution: "minute", ...range });
  const { values } = await documents.aggregate(query, { minutes: { count: true } }, call);
  return Number(values["minutes"]);
}

async function sumsOf(
  compaction: Compaction,
  range: Range & Pick<TimeWindow, "resolution">,
): Promise<ReadonlyMap<number, StoredSum>> {
  const sums = new Map<number, StoredSum>();
  for await (const document of recordsIn(compaction, range)) {
    const record = usageRecordIn(document);
    if (record !== undefined) sums.set(record.fromMs, { ...record, version: document.updateTime });
  }
  return sums;
}

/** The stored records of some windows, page by page. */
async function* recordsIn(
  { documents, collection, call }: Compaction,
  range: Range & Pick<TimeWindow, "resolution">,
): AsyncGenerator<StoredDocument> {
  let after: string | undefined;
  do {
    const query = { ...usageQuery(collection, { ...range, after }), limit: PAGE };
    const { documents: page } = await documents.query(query, call);
    yield* page;
    after = page.length === PAGE ? page.at(-1)?.path : undefined;
  } while (after !== undefined);
}
