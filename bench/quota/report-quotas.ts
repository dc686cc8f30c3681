import { table } from "../report/table.ts";
import type { Load } from "./side-by-side/load.ts";
import type { Compared } from "./side-by-side/measure-side-by-side.ts";
import { isMet, targetText, type Figure } from "../target.ts";
import { HOT_CALLER_TARGETS, type HotCaller } from "./targets/hot-caller.ts";

/** What callers of many calls cost, each figure under its target. */
export function hotCallers(callers: readonly HotCaller[]): string {
  const columns = [
    ["reads/call", "reads", 4],
    ["writes/call", "writes", 4],
    ["updates/s of a document", "updatesPerSecond", 2],
    ["failed calls", "failed", 0],
  ] as const;
  const lines = callers.map((caller) => {
    const { perSecond, instances, warmUpSeconds } = caller.load;
    const since = warmUpSeconds === undefined ? "" : `, after ${String(warmUpSeconds)} s`;
    const cells = columns.map(([, name, digits]) => {
      const figure = { value: caller[name], target: HOT_CALLER_TARGETS[name] };
      return `${isMet(figure) ? "" : "MISSED: "}${figure.value.toFixed(digits)}`;
    });
    return [`${String(perSecond)} calls/s, ${count(instances, "instance")}${since}`, ...cells];
  });
  const head = columns.map(([title, name]) => `${title}, ${targetText(HOT_CALLER_TARGETS[name])}`);
  return table(["one caller", ...head], lines);
}

/** Each figure beside its target. */
export function figures(measured: ReadonlyMap<string, Figure>): string {
  const lines = [...measured].map(([title, figure]) => [
    title,
    figure.value.toFixed(2),
    targetText(figure.target),
    isMet(figure) ? "met" : "MISSED",
  ]);
  return table(["quotas", "measured", "target", ""], lines);
}

/** What the table of a load is about. */
export function sideBySideHead({ title }: Load): string {
  return `${title}, 4 instances`;
}

/** What came of the same calls to each. */
export function sideBySide(load: Load, compared: readonly Compared[]): string {
  const lines = compared.map(({ title: kind, perMinute, outcomes, operations }) => [
    `${String(perMinute)} a minute: ${kind}`,
    String(outcomes.admitted),
    String(outcomes.aboveLimit(perMinute)),
    String(outcomes.failed),
    (operations.reads / outcomes.calls).toFixed(2),
    (operations.writes / outcomes.calls).toFixed(2),
    outcomes.latencyMs(0.5).toFixed(1),
    outcomes.latencyMs(0.99).toFixed(1),
  ]);
  const head = [
    "admitted",
    "above limit",
    "failed",
    "reads/call",
    "writes/call",
    "p50 ms",
    "p99 ms",
  ];
  return table([sideBySideHead(load), ...head], lines);
}

function count(amount: number, what: string): string {
  return `${String(amount)} ${what}${amount === 1 ? "" : "s"}`;
}
