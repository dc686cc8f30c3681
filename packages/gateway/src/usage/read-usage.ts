import type { DocumentStore, StoreCall } from "../documents/store.ts";
import type { Query } from "../query/query.ts";
import { usageRecordIn, type UsageRecord } from "./usage-record.ts";
import { UsageTotals } from "./usage-totals.ts";
import { idFrom, SPAN_MS, type Resolution } from "./usage-window.ts";

/** Windows, and how many records of them at most. */
export interface UsageRange {
  readonly resolution: Resolution;
  /** Milliseconds since 1970: in the first window. */
  readonly fromMs: number;
  /** Windows that begin then or later are not wanted. */
  readonly toMs: number;
  readonly limit: number;
  /** The path of the last record of the page before. */
  readonly after?: string | undefined;
}

export interface UsagePage {
  /** What all instances did, by the window, in their order. */
  readonly windows: readonly { readonly fromMs: number; readonly totals: UsageTotals }[];
  /** How many records were read. */
  readonly count: number;
  /** The path of the last; absent where there is no other page. */
  readonly last?: string;
}

/** The query for all records of usage, those of each length in the order of time. */
export function usageListing(collection: string): Query {
  return { collection, orderBy: [{ field: ["__name__"], direction: "asc" }] };
}

/** The records of some windows. */
export function usageQuery(
  collection: string,
  { resolution, fromMs, toMs, after }: Omit<UsageRange, "limit">,
): Query {
  const position = (path: string, before: boolean) => ({ values: [{ $reference: path }], before });
  const start = after ?? `${collection}/${idFrom({ resolution, fromMs })}`;
  const endMs = Math.ceil(toMs / SPAN_MS[resolution]) * SPAN_MS[resolution];
  return {
    ...usageListing(collection),
    startAt: position(start, after === undefined),
    endAt: position(`${collection}/${idFrom({ resolution, fromMs: endMs })}`, true),
  };
}

/**
 * The usage of some time: one read for each window, and of minutes for each instance that was busy
 * in one.
 */
export async function readUsage(
  documents: DocumentStore,
  collection: string,
  { range, call }: { range: UsageRange; call: StoreCall },
): Promise<UsagePage> {
  const { limit } = range;
  const found = await documents.query({ ...usageQuery(collection, range), limit }, call);
  const records = found.documents.flatMap((document) => usageRecordIn(document) ?? []);
  const last = found.documents.length === limit ? found.documents.at(-1)?.path : undefined;
  return {
    windows: summedUp(records),
    count: found.documents.length,
    ...(last !== undefined && { last }),
  };
}

function summedUp(records: readonly UsageRecord[]): UsagePage["windows"] {
  return Array.from(
    Map.groupBy(records, ({ fromMs }) => fromMs),
    ([fromMs, ofWindow]) => {
      const totals = new UsageTotals();
      for (const record of ofWindow) totals.merge(record.totals);
      return { fromMs, totals: totals.settled() };
    },
  );
}
