import type { Response } from "../../../src/api/api.ts";
import type { Dimension, UsageWindow } from "../../../src/usage/usage-rows.ts";
import { SPAN_MS, startOf, type Resolution } from "../../../src/usage/usage-window.ts";
import { call } from "../session/call.ts";
import type { Session } from "../session/session.ts";
import { withRecent } from "./merged-windows.ts";
import type { TimeRange } from "./time-range.ts";

/** What calls did within a range of time, by one thing. */
export interface LoadedUsage {
  readonly fromMs: number;
  readonly toMs: number;
  readonly resolution: Resolution;
  /** Those in which anything was called, in their order. */
  readonly windows: readonly UsageWindow[];
  /** Whether there is more than was read: the windows stop before `toMs`. */
  readonly isCut: boolean;
}

/** Most pages of records that one view reads: each has 100, and each record is a read. */
const MAX_PAGES = 20;
const RECORDS_A_PAGE = 100;

/** Reads usage by one thing. */
export async function loadUsage(
  session: Session,
  by: Dimension,
  range: TimeRange,
): Promise<LoadedUsage> {
  return (await loadUsages(session, [by], range))[by];
}

/** Reads usage by several things at the price of one. */
export async function loadUsages<By extends Dimension>(
  session: Session,
  by: readonly By[],
  { spanMs, toMs = Date.now() }: TimeRange,
): Promise<Readonly<Record<By, LoadedUsage>>> {
  const range = { fromMs: toMs - spanMs, toMs };
  const told = await readUsage(session, { by, ...range });
  const recent = told.resolution === "hour" ? recentHours(range) : undefined;
  const minutes = recent && (await readUsage(session, { by, ...recent, resolution: "minute" }));
  const loaded = by.map((one): readonly [By, LoadedUsage] => {
    const windowsOf = (usage: ReadUsage | undefined) =>
      usage?.windows.filter((window) => window.by === one) ?? [];
    const windows = withRecent(windowsOf(told), windowsOf(minutes));
    const isCut = told.isCut || minutes?.isCut === true;
    return [one, { ...range, resolution: told.resolution, windows, isCut }];
  });
  return Object.fromEntries(loaded) as Record<By, LoadedUsage>;
}

interface LoadedSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The hours that are not summed up yet: the last one and the one before. */
function recentHours({ fromMs, toMs }: LoadedSpan): LoadedSpan | undefined {
  const untilMs = Math.min(toMs, Date.now());
  const recentMs = Math.max(fromMs, startOf("hour", Date.now()) - SPAN_MS.hour);
  return recentMs < untilMs ? { fromMs: recentMs, toMs: untilMs } : undefined;
}

type ReadUsage = Pick<LoadedUsage, "resolution" | "windows" | "isCut">;

async function readUsage(
  session: Session,
  {
    by,
    fromMs,
    toMs,
    resolution,
  }: LoadedSpan & { readonly by: readonly Dimension[]; readonly resolution?: Resolution },
): Promise<ReadUsage> {
  const pages: Response<"getUsage">[] = [];
  let cursor: string | undefined;
  do {
    const page = await call(session, "getUsage", {
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
      by: [...by],
      limit: RECORDS_A_PAGE,
      ...(resolution !== undefined && { resolution }),
      ...(cursor !== undefined && { cursor }),
    });
    pages.push(page);
    cursor = page.nextCursor;
  } while (cursor !== undefined && pages.length < MAX_PAGES);
  return {
    resolution: pages[0]?.resolution ?? "minute",
    windows: pages.flatMap(({ windows }) => windows),
    isCut: cursor !== undefined,
  };
}
