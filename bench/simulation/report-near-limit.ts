import { table } from "../report/table.ts";
import type { NearLimit, NearLimitFigures } from "./near-limit.ts";

/** What is to be for up to 20 instances. */
const TARGETS = { instances: 20, ofExact: 0.97, fairness: 0.95 };

/** Each with at least a token a second for each instance, and with the calls of 5 s or of a minute at once. */
export const NEAR_LIMITS: readonly NearLimit[] = [1, 4, 20, 32, 100].flatMap((instances) =>
  [5, 60].flatMap((burstSeconds) =>
    [0.8, 1, 1.5, 4].map((factor) => ({
      instances,
      quotaPerSecond: Math.max(20, instances),
      burstSeconds,
      factor,
    })),
  ),
);

/** What a caller near its quota gets, each figure under its target: one line for each run. */
export function reportNearLimit(
  runs: readonly { readonly load: NearLimit; readonly figures: NearLimitFigures }[],
): string {
  return table(
    [
      "instances, quota, asked",
      "of an exact bucket, ≥ 97 %",
      "Jain's index, ≥ 0.95",
      "updates/s",
      "... in the first 10 s",
      "reads/s",
      "failed",
      "above the limit",
      "refused after the told wait",
      "joined after, s",
      "of an exact bucket as a fifth leaves",
    ],
    runs.map(lineOf),
  );
}

function lineOf({
  load,
  figures: of,
}: {
  readonly load: NearLimit;
  readonly figures: NearLimitFigures;
}): string[] {
  const { instances, quotaPerSecond, burstSeconds, factor } = load;
  const missed = (isMet: boolean) => (isMet || instances > TARGETS.instances ? "" : "MISSED: ");
  return [
    `${String(instances)}, ${String(quotaPerSecond)}/s, ${String(quotaPerSecond * burstSeconds)} at once, ${String(factor)} ×`,
    `${missed(of.ofExact >= TARGETS.ofExact)}${percent(of.ofExact)}`,
    `${missed(of.fairness >= TARGETS.fairness)}${of.fairness.toFixed(2)}`,
    of.updatesPerSecond.toFixed(1),
    of.updatesPerSecondAtStart.toFixed(1),
    of.readsPerSecond.toFixed(1),
    String(of.failed),
    String(Math.max(0, Math.round(of.excess))),
    `${String(of.refusedAfterWait)} of ${String(of.waited)}`,
    of.joinSeconds === Infinity ? "> 15" : String(of.joinSeconds),
    percent(of.ofExactAfterLeaves),
  ];
}

function percent(part: number): string {
  return `${(part * 100).toFixed(0)} %`;
}
