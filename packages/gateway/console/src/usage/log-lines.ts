import type { CallSelection } from "./call-selection.ts";
import { logFilter } from "./log-filter.ts";
import type { TimeRange } from "./time-range.ts";

interface LogLines {
  readonly project: string;
  readonly selection: CallSelection;
  readonly range: TimeRange;
}

/** The command that prints the lines that a number is made of. */
export function linesCommand({ project, selection, range }: LogLines): string {
  const { from, to } = boundsOf(range);
  const filter = `timestamp>="${from}" AND timestamp<"${to}" AND ${logFilter(selection)}`;
  return `gcloud logging read '${filter.replaceAll("'", String.raw`'\''`)}' --project ${project} --format=json`;
}

/** The address of Google's page that shows them. */
export function logsExplorer({ project, selection, range }: LogLines): string {
  const { from, to } = boundsOf(range);
  const query = encodeURIComponent(logFilter(selection)).replaceAll("'", "%27");
  const time = `timeRange=${encodeURIComponent(from)}%2F${encodeURIComponent(to)}`;
  return `https://console.cloud.google.com/logs/query;query=${query};${time}?project=${encodeURIComponent(project)}`;
}

function boundsOf({ spanMs, toMs = Date.now() }: TimeRange): Record<"from" | "to", string> {
  return { from: new Date(toMs - spanMs).toISOString(), to: new Date(toMs).toISOString() };
}
