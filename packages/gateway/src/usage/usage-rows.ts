import type { Response } from "../api/api.ts";
import type { usageDimension } from "../api/usage.ts";
import { usedIndexText } from "../indexes/described-query.ts";
import { addCounts, type Counts } from "./counts.ts";
import { parseQueryKey } from "./query-key.ts";
import { STEPS, type UsageTotals } from "./usage-totals.ts";

/** What usage can be told by. */
export type Dimension = (typeof usageDimension)["options"][number];
/** What all instances did within one window, as it is told. */
export type UsageWindow = Response<"getUsage">["windows"][number];

/** What totals come to by one thing, as getUsage tells it. */
export function usageRows(
  totals: UsageTotals,
  by: Dimension,
): Pick<UsageWindow, "rows" | "missedReads"> {
  switch (by) {
    case "latency":
      return { rows: latencyRows(totals) };
    case "caller":
    case "shape": {
      const { entries, missed: missedReads } = totals.tops[by];
      const rows = entries.map(([key, counts]) => ({ ...named(by, key), ...counts }));
      return { rows, ...(missedReads > 0 && { missedReads }) };
    }
    case "index":
      return { rows: indexRows(totals) };
    case "field":
      return {
        rows: totals.groups.field.entries.map(([key, counts]) => {
          const { name, collection } = parseQueryKey(key);
          return { key: name, ...(collection !== undefined && { collection }), ...counts };
        }),
      };
    default:
      return {
        rows: totals.groups[by].entries.map(([key, counts]) => ({ ...named(by, key), ...counts })),
      };
  }
}

function named(by: Dimension, key: string): UsageWindow["rows"][number] {
  if (by === "collection") {
    const [operation = "", ...collection] = key.split(" ");
    return collection.length === 0 ? { key } : { key: collection.join(" "), operation };
  }
  if (by !== "shape") return { key };
  const [collection, shape, index] = JSON.parse(key) as readonly [string, string, string | null];
  return { key: shape, collection, ...(index !== null && { index }) };
}

/** Each index once, however it was used, but for those that may have been merged. */
function indexRows({ groups }: UsageTotals): UsageWindow["rows"] {
  const rows = new Map<string, Counts>();
  const names = new Map<string, Pick<UsageWindow["rows"][number], "key" | "collection">>();
  for (const [key, counts] of groups.index.entries) {
    const { name, collection, as = 0 } = parseQueryKey(key);
    const text = usedIndexText({ name, as });
    const row = JSON.stringify([collection, text]);
    names.set(row, { key: text, ...(collection !== undefined && { collection }) });
    const sum = rows.get(row) ?? {};
    addCounts(sum, counts);
    rows.set(row, sum);
  }
  return Array.from(rows, ([row, sum]) => ({ key: "", ...names.get(row), ...sum }));
}

function latencyRows({ latency }: UsageTotals): UsageWindow["rows"] {
  return STEPS.filter((step) => latency[step].count > 0).map((step) => {
    const of = latency[step];
    return {
      key: step,
      calls: of.count,
      p50Ms: of.percentile(0.5),
      p95Ms: of.percentile(0.95),
      p99Ms: of.percentile(0.99),
    };
  });
}
