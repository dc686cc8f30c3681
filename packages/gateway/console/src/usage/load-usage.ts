import type { Response } from "../../../src/api/api.ts";
import type { Dimension, UsageWindow } from "../../../src/usage/usage-rows.ts";
import type { Resolution } from "../../../src/usage/usage-window.ts";
import { call } from "../session/call.ts";
import type { Session } from "../session/session.ts";
import { mergedWindows } from "./merged-windows.ts";
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
  const fromMs = toMs - spanMs;
  const range = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
  const pages: Response<"getUsage">[] = [];
  let cursor: string | undefined;
  do {
    const page = await call(session, "getUsage", {
      ...range,
      by: [...by],
      limit: RECORDS_A_PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    pages.push(page);
    cursor = page.nextCursor;
  } while (cursor !== undefined && pages.length < MAX_PAGES);
  const windows = pages.flatMap((page) => page.windows);
  const loaded = by.map((one): readonly [By, LoadedUsage] => [
    one,
    {
      fromMs,
      toMs,
      resolution: pages[0]?.resolution ?? "minute",
      windows: mergedWindows(windows.filter((window) => window.by === one)),
      isCut: cursor !== undefined,
    },
  ]);
  return Object.fromEntries(loaded) as Record<By, LoadedUsage>;
}
