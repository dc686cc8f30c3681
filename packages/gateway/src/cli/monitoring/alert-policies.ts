import type { ResolvedAlerts } from "../../alerts/alerts-definition.ts";
import { STAGES } from "../../quota/budget/budget-stage.ts";
import { metricType, promqlName } from "./log-metrics.ts";

/** An alert policy, as the Monitoring API takes it, but for its channels. */
export interface AlertPolicy {
  readonly displayName: string;
  readonly combiner: "OR";
  readonly conditions: readonly object[];
  readonly alertStrategy: object;
  readonly documentation: { readonly content: string; readonly mimeType: "text/markdown" };
  readonly severity: "CRITICAL" | "ERROR" | "WARNING";
  readonly userLabels: Readonly<Record<string, string>>;
}

/** By which the policies that this command made are found again: its value is the alert's name. */
export const OWN_LABEL = "database_service";

const FIVE_MINUTES = "300s";
const TEN_MINUTES = "600s";

/** The lines that alerts of single lines match. */
export const MATCHED = {
  faults: 'severity=ERROR AND (jsonPayload.callable:* OR jsonPayload.message="upkeep failed")',
  // That it is normal again, on a new day, is no stage to be told of.
  budget: `jsonPayload.message="quota budget stage" AND (${STAGES.filter(
    (stage) => stage !== "normal",
  )
    .map((stage) => `jsonPayload.stage="${stage}"`)
    .join(" OR ")})`,
} as const;

/** A policy for each alert that is on. */
export function alertPolicies(alerts: ResolvedAlerts): readonly AlertPolicy[] {
  const { serviceRefusals, latency, missingReads, spend } = alerts;
  return [
    ...(alerts.faults ? [matched("faults", MATCHED.faults, "ERROR")] : []),
    ...(alerts.budget ? [matched("budget", MATCHED.budget, "WARNING")] : []),
    ...(serviceRefusals === false ? [] : [ofRefusals(serviceRefusals.calls)]),
    ...(latency === false ? [] : [ofLatency(latency.p95Ms)]),
    ...(missingReads === false ? [] : [ofMissing(missingReads.reads)]),
    ...(spend === false ? [] : [ofSpend(spend)]),
  ];
}

type Severity = AlertPolicy["severity"];

function policy(
  name: string,
  condition: object,
  { severity, strategy = {} }: { readonly severity: Severity; readonly strategy?: object },
): AlertPolicy {
  return {
    displayName: `Database Service: ${name}`,
    combiner: "OR",
    conditions: [{ displayName: name, ...condition }],
    alertStrategy: { autoClose: "1800s", ...strategy },
    documentation: {
      content: `What to do about ${name}: docs/operating.md of Database Service, "What to do".`,
      mimeType: "text/markdown",
    },
    severity,
    userLabels: { [OWN_LABEL]: name.replaceAll(" ", "_") },
  };
}

function matched(name: string, filter: string, severity: Severity): AlertPolicy {
  const strategy = { notificationRateLimit: { period: "900s" } };
  return policy(name, { conditionMatchedLog: { filter } }, { severity, strategy });
}

interface Threshold {
  /** Of the metric's labels. */
  readonly where?: string;
  readonly metric: string;
  readonly aggregation: object;
  readonly above: number;
  readonly duration?: string;
}

function threshold({ metric, where, aggregation, above, duration }: Threshold): object {
  const of = `metric.type="${metricType(metric)}" AND resource.type="cloud_run_revision"`;
  return {
    conditionThreshold: {
      filter: where === undefined ? of : `${of} AND ${where}`,
      aggregations: [aggregation],
      comparison: "COMPARISON_GT",
      thresholdValue: above,
      duration: duration ?? "0s",
    },
  };
}

function ofRefusals(calls: number): AlertPolicy {
  const condition = threshold({
    metric: "calls",
    where: 'metric.label.kind="service" AND metric.label.code="resource-exhausted"',
    aggregation: {
      alignmentPeriod: FIVE_MINUTES,
      perSeriesAligner: "ALIGN_SUM",
      crossSeriesReducer: "REDUCE_SUM",
      groupByFields: ["metric.label.service"],
    },
    above: calls - 1,
  });
  return policy("refused services", condition, { severity: "ERROR" });
}

function ofLatency(p95Ms: number): AlertPolicy {
  const condition = threshold({
    metric: "latency",
    aggregation: {
      alignmentPeriod: FIVE_MINUTES,
      perSeriesAligner: "ALIGN_DELTA",
      crossSeriesReducer: "REDUCE_PERCENTILE_95",
    },
    above: p95Ms,
    duration: TEN_MINUTES,
  });
  return policy("latency", condition, { severity: "WARNING" });
}

/** PromQL has the sum of a distribution, which a threshold can't be set on. */
function promql(query: string): object {
  return { conditionPrometheusQueryLanguage: { query, evaluationInterval: FIVE_MINUTES } };
}

function sumOf(metric: string, range: string): string {
  return `increase(${promqlName(metric)}_sum{monitored_resource="cloud_run_revision"}${range})`;
}

function ofMissing(reads: number): AlertPolicy {
  const query = `sum by (collection) (${sumOf("missing", "[10m]")}) >= ${String(reads)}`;
  return policy("reads that find nothing", promql(query), { severity: "WARNING" });
}

function ofSpend({
  times,
  reads,
}: {
  readonly times: number;
  readonly reads: number;
}): AlertPolicy {
  const today = `sum(${sumOf("reads", "[1d]")})`;
  const before = `sum(${sumOf("reads", "[1d] offset 1d")})`;
  const query = `${today} >= ${String(reads)} and ${today} >= ${String(times)} * ${before}`;
  return policy("spend", promql(query), { severity: "WARNING" });
}
