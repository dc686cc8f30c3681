import { table } from "../report/table.ts";
import type { Join, JoinFigures } from "./join.ts";

/** Each with the calls of a minute or of 5 s at once, near the database and far from it. */
export const JOINS: readonly Join[] = [20, 32, 64, 100].flatMap((instances) =>
  [60, 5].flatMap((burstSeconds) =>
    [15, 90].map((roundTripMs) => ({ instances, burstSeconds, roundTripMs })),
  ),
);

/** What instances that start at once cost, and what their caller gets: one line for each run. */
export function reportJoins(
  runs: readonly { readonly join: Join; readonly figures: JoinFigures }[],
): string {
  return table(
    [
      "instances, at once, round trip",
      "calls",
      "refused",
      "failed",
      "slowest, s",
      "lost races",
      "updates/s in 10 s",
      "in 30 s",
      "in 60 s",
    ],
    runs.map(({ join, figures: of }) => [
      `${String(join.instances)}, calls of ${String(join.burstSeconds)} s, ${String(join.roundTripMs)} ms`,
      of.calls.toLocaleString("en-US"),
      String(of.refused),
      String(of.failed),
      (of.slowestMs / 1_000).toFixed(1),
      String(of.lostRaces),
      ...of.updatesPerSecond.map((rate) => rate.toFixed(1)),
    ]),
  );
}
