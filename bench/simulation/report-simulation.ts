import { table } from "../report/table.ts";
import type { Figures } from "./figures.ts";
import type { Scenario } from "./scenario.ts";

/** What was simulated, and what came of it: one column for each scenario. */
export function reportSimulation(
  runs: readonly { readonly scenario: Scenario; readonly figures: Figures }[],
): string {
  const head = runs.map(({ scenario }) => count(scenario.instances));
  const line = (title: string, of: (run: (typeof runs)[number]) => string) => [
    title,
    ...runs.map(of),
  ];
  const figure = (title: string, of: (figures: Figures) => string) =>
    line(title, (run) => of(run.figures));
  return table(
    ["instances", ...head],
    [
      line("callers", ({ scenario }) => count(scenario.callers)),
      line("calls/s", ({ scenario }) => count(scenario.callsPerSecond)),
      line("a caller's quota: calls/s", ({ scenario }) => count(scenario.quotaPerSecond)),
      figure("calls", ({ calls }) => count(calls)),
      figure("admitted", ({ admitted }) => count(admitted)),
      figure("refused", ({ refused }) => count(refused)),
      figure("failed", ({ failed }) => count(failed)),
      figure("writes per call: all", ({ perCall }) => ratio(perCall.all.writes)),
      figure("... of the hottest caller", ({ perCall }) => ratio(perCall.hottest.writes)),
      figure("... of cold callers", ({ perCall }) => ratio(perCall.cold.writes)),
      figure("reads per call: all", ({ perCall }) => ratio(perCall.all.reads)),
      figure("... of the hottest caller", ({ perCall }) => ratio(perCall.hottest.reads)),
      figure("... of cold callers", ({ perCall }) => ratio(perCall.cold.reads)),
      figure("busiest account or shard: updates/s", (of) => tenths(of.accountUpdates.sustained)),
      figure("... in its busiest 10 s", (of) => tenths(of.accountUpdates.peak)),
      figure("the budget: updates/s", (of) => tenths(of.budgetUpdates.sustained)),
      figure("... in its busiest 10 s", (of) => tenths(of.budgetUpdates.peak)),
      figure("hottest caller, of one exact bucket", (of) => percent(of.ofOneBucket)),
      figure("... fairness between instances", (of) => of.fairness.toFixed(2)),
      figure("admitted above the limit", ({ excess }) => count(Math.max(0, Math.round(excess)))),
      figure("override in force after, s", ({ secondsToBlock }) => tenths(secondsToBlock)),
      figure("override gone after, s", ({ secondsToClear }) => tenths(secondsToClear)),
      figure("tokens stranded per call", ({ stranded }) => ratio(stranded)),
    ],
  );
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}

function tenths(number: number): string {
  return number.toFixed(1);
}

/** Where there are none of a kind, "-". */
function ratio(number: number): string {
  return Number.isNaN(number) ? "-" : number.toFixed(3);
}

function percent(part: number): string {
  return `${(part * 100).toFixed(0)} %`;
}
