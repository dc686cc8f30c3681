import type { ShadowDifference } from "../../../api/shadow-report.ts";
import { counted } from "../inventory/report/words.ts";
import { printable } from "../page/printable.ts";
import type { ReplayedCase } from "./replay-reads.ts";

const MAX_DIFFERENCES = 20;

/** What came of the reads, for a person. */
export function replayText(cases: readonly ReplayedCase[], values: boolean): string {
  if (cases.length === 0) return "The reports have no differences to replay.\n";
  const of = (outcome: ReplayedCase["outcome"]) => cases.filter((one) => one.outcome === outcome);
  const [equal, different, unsettled, redacted] = [
    of("equal"),
    of("different"),
    of("unsettled"),
    of("redacted"),
  ];
  return [
    `${counted(equal.length, "read")} of ${String(cases.length)} alike by now, ${String(different.length)} still different.`,
    ...different.flatMap((one) => [heading(one), ...lines(one, values)]),
    ...named("Written too often to be compared:", unsettled),
    ...named(
      "Can't be asked again, since values were left out of their reports (values: true keeps them):",
      redacted,
    ),
    "",
  ].join("\n");
}

/** The same as JSON. */
export function replayJson(cases: readonly ReplayedCase[], values: boolean): string {
  const count = (outcome: ReplayedCase["outcome"]) =>
    cases.filter((one) => one.outcome === outcome).length;
  const report = {
    reads: cases.length,
    equal: count("equal"),
    different: count("different"),
    unsettled: count("unsettled"),
    redacted: count("redacted"),
    cases: cases.map(({ read, differences, ...rest }) => ({
      ...rest,
      method: read.method,
      ...(values && { read }),
      differences: values ? differences : differences.map(withoutValues),
    })),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function named(title: string, cases: readonly ReplayedCase[]): readonly string[] {
  return cases.length === 0 ? [] : ["", title, ...cases.map(heading)];
}

function heading({ collections, read, services, reports, lastAt }: ReplayedCase): string {
  const where = printable(collections.join(", "));
  return `${where}: ${read.method} of ${printable(services.join(", "))} (${counted(reports, "report")}, the last at ${lastAt})`;
}

function lines({ differences }: ReplayedCase, values: boolean): readonly string[] {
  const shown = differences.slice(0, MAX_DIFFERENCES).map((one) => `  ${inWords(one, values)}`);
  const more = differences.length - shown.length;
  return more > 0 ? [...shown, `  and ${String(more)} more: --json has them all`] : shown;
}

function inWords(
  { kind, path, field, direct, gateway }: ShadowDifference,
  values: boolean,
): string {
  const isTold = values || kind === "error";
  const told = [
    kind,
    path,
    field,
    isTold && direct !== undefined ? `direct: ${direct}` : undefined,
    isTold && gateway !== undefined ? `gateway: ${gateway}` : undefined,
  ];
  return printable(told.filter((part) => part !== undefined).join("  "));
}

/** Codes of errors are no values. */
function withoutValues({ direct, gateway, ...rest }: ShadowDifference): ShadowDifference {
  return rest.kind === "error"
    ? {
        ...rest,
        ...(direct !== undefined && { direct }),
        ...(gateway !== undefined && { gateway }),
      }
    : rest;
}
