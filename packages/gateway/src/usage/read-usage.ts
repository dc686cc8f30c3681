import type { DocumentStore, StoreCall } from "../documents/store.ts";
import type { Query } from "../query/query.ts";
import { idFrom, usageRecordIn, type UsageRecord } from "./usage-record.ts";
import { UsageTotals } from "./usage-totals.ts";

/** Minutes, and how many records of them at most. */
export interface UsageRange {
  /** Milliseconds since 1970: of the first minute. */
  readonly fromMs: number;
  /** Of the first minute that is not wanted any more. */
  readonly toMs: number;
  readonly limit: number;
  /** The path of the last record of the page before. */
  readonly after?: string | undefined;
}

export interface UsagePage {
  /** What all instances did, by the minute, in their order. */
  readonly windows: readonly { readonly fromMs: number; readonly totals: UsageTotals }[];
  /** How many records were read. */
  readonly count: number;
  /** The path of the last; absent where there is no other page. */
  readonly last?: string;
}

/** The query for all records of usage, in the order of their minutes. */
export function usageListing(collection: string): Query {
  return { collection, orderBy: [{ field: ["__name__"], direction: "asc" }] };
}

/** The usage of some minutes: one read for each instance that was busy in one. */
export async function readUsage(
  documents: DocumentStore,
  collection: string,
  { range: { fromMs, toMs, limit, after }, call }: { range: UsageRange; call: StoreCall },
): Promise<UsagePage> {
  const position = (path: string, before: boolean) => ({ values: [{ $reference: path }], before });
  const start = after ?? `${collection}/${idFrom(fromMs)}`;
  const found = await documents.query(
    {
      ...usageListing(collection),
      startAt: position(start, after === undefined),
      endAt: position(`${collection}/${idFrom(toMs)}`, true),
      limit,
    },
    call,
  );
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
    ([fromMs, ofMinute]) => {
      const totals = new UsageTotals();
      for (const record of ofMinute) totals.merge(record.totals);
      return { fromMs, totals };
    },
  );
}
