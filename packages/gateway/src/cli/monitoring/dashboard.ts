import { promqlName } from "./log-metrics.ts";

/** A dashboard, as the Dashboards API takes it. */
export interface Dashboard {
  readonly displayName: string;
  readonly mosaicLayout: object;
}

const COLUMNS = 48;
const WIDTH = 24;
const HEIGHT = 16;
const OF_GATEWAY = '{monitored_resource="cloud_run_revision"}[${__interval}]';

/** Calls, latency, and who reads, writes and finds nothing. */
export function dashboard(): Dashboard {
  const widgets = [
    chart("Calls a second, by reason", `sum by (reason) (${rate("calls")})`),
    chart("Milliseconds of 95 % of calls", p95("latency")),
    chart("Reads a second, by collection", `sum by (collection) (${rate("reads_sum")})`),
    chart("Reads a second, by service", `sum by (service) (${rate("reads_sum")})`),
    chart("Writes a second, by collection", `sum by (collection) (${rate("writes_sum")})`),
    chart("Reads that find nothing, a second", `sum by (collection) (${rate("missing_sum")})`),
  ];
  return {
    displayName: "Database Service",
    mosaicLayout: { columns: COLUMNS, tiles: widgets.map(tile) },
  };
}

function rate(metric: string): string {
  return `rate(${promqlName(metric)}${OF_GATEWAY})`;
}

function p95(metric: string): string {
  return `histogram_quantile(0.95, sum by (le) (${rate(`${metric}_bucket`)}))`;
}

function chart(title: string, prometheusQuery: string): object {
  const timeSeriesQuery = { prometheusQuery };
  return { title, xyChart: { dataSets: [{ timeSeriesQuery, plotType: "LINE" }] } };
}

/** Two beside each other. What is 0 is left out, as the API answers it. */
function tile(widget: object, index: number): object {
  const xPos = (index % 2) * WIDTH;
  const yPos = Math.floor(index / 2) * HEIGHT;
  const at = { ...(xPos > 0 && { xPos }), ...(yPos > 0 && { yPos }) };
  return { ...at, width: WIDTH, height: HEIGHT, widget };
}
