import type { Usage } from "../api/api.ts";
import type { CallSummary } from "./call-summary.ts";
import { NO_COUNTS, type RecordedUse, type UseCounts } from "./collection-uses.ts";

/**
 * What usage is still to be told of a call: what it came to since it was counted while it went on.
 *
 * @param counted undefined where it was not
 */
export function uncounted(summary: CallSummary, counted: CallSummary | undefined): CallSummary {
  if (counted === undefined) return summary;
  return {
    ...summary,
    usage: usageSince(counted.usage, summary.usage),
    // What a call did is added to, never taken from, and stays in its order.
    uses: summary.uses.map((use, index) => useSince(counted.uses[index], use)),
  };
}

function usageSince(before: Usage, now: Usage): Usage {
  return {
    ...now,
    reads: now.reads - before.reads,
    writes: now.writes - before.writes,
    deletes: now.deletes - before.deletes,
  };
}

function useSince(before: RecordedUse | undefined, now: RecordedUse): RecordedUse {
  if (before === undefined) return now;
  const since = COUNTS.map((name) => [name, now[name] - before[name]] as const);
  return { ...now, ...(Object.fromEntries(since) as Record<keyof UseCounts, number>) };
}

const COUNTS = Object.keys(NO_COUNTS) as (keyof UseCounts)[];
