import type { Response } from "../api/api.ts";
import type { usageDimension } from "../api/usage.ts";
import { OTHER } from "./counts-by-key.ts";
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
      const { entries, missedReads } = totals.tops[by];
      const rows = entries.map(([key, counts]) => ({ ...named(by, key), ...counts }));
      return { rows, ...(missedReads > 0 && { missedReads }) };
    }
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
  if (by === "index") {
    const [collection, index] = parsedKey(key);
    return { key: index ?? key, ...(index !== undefined && { collection }) };
  }
  if (by !== "shape") return { key };
  const [collection, shape, index] = JSON.parse(key) as readonly [string, string, string | null];
  return { key: shape, collection, ...(index !== null && { index }) };
}

/** The parts of the key of an index; of what is beyond those that are counted, there is one. */
function parsedKey(key: string): readonly string[] {
  return key === OTHER ? [key] : (JSON.parse(key) as readonly string[]);
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
