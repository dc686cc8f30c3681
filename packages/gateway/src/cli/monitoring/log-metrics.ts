/** A log-based metric, as the Logging API takes it. */
export interface LogMetric {
  readonly name: string;
  readonly description: string;
  readonly filter: string;
  readonly metricDescriptor: object;
  readonly valueExtractor?: string;
  readonly labelExtractors?: Readonly<Record<string, string>>;
}

/** What the names of the metrics start with. */
const PREFIX = "database_service_";

/** The lines of calls that are over, whatever came of them. */
const CALLS = "jsonPayload.callable:* AND jsonPayload.code:*";

/** Labels of few values each: never a caller's. */
const LABELS = ["callable", "kind", "service", "code", "reason"] as const;

/** The name by which Cloud Monitoring knows a metric. */
export function metricType(metric: string): string {
  return `logging.googleapis.com/user/${PREFIX}${metric}`;
}

/** The name by which PromQL knows it. */
export function promqlName(metric: string): string {
  return `logging_googleapis_com:user_${PREFIX}${metric}`;
}

/** The metrics that alerts and the dashboard are made of. */
export function logMetrics(): readonly LogMetric[] {
  return [
    {
      name: `${PREFIX}calls`,
      description: "Calls of the gateway, by what came of them.",
      filter: CALLS,
      metricDescriptor: descriptor("INT64", LABELS),
      labelExtractors: extractors(LABELS),
    },
    distribution("reads", "Documents that calls were charged as read.", {
      filter: `${CALLS} AND jsonPayload.usage.reads>0`,
      field: "usage.reads",
    }),
    distribution("writes", "Documents that calls were charged as written.", {
      filter: `${CALLS} AND jsonPayload.usage.writes>0`,
      field: "usage.writes",
    }),
    distribution("missing", "Documents that were asked for and not there.", {
      filter: `${CALLS} AND jsonPayload.missing>0`,
      field: "missing",
    }),
    distribution("latency", "Milliseconds that calls took.", {
      filter: `${CALLS} AND jsonPayload.totalMs>=0`,
      field: "totalMs",
    }),
  ];
}

const OF_VALUES = ["callable", "kind", "service", "collection"] as const;

/** Values of a field of the lines, by the sum of which totals can be told. */
function distribution(
  name: string,
  description: string,
  { filter, field }: { readonly filter: string; readonly field: string },
): LogMetric {
  return {
    name: `${PREFIX}${name}`,
    description,
    filter,
    metricDescriptor: descriptor("DISTRIBUTION", OF_VALUES),
    valueExtractor: `EXTRACT(jsonPayload.${field})`,
    labelExtractors: extractors(OF_VALUES),
  };
}

function descriptor(valueType: "INT64" | "DISTRIBUTION", labels: readonly string[]): object {
  return {
    metricKind: "DELTA",
    valueType,
    labels: labels.map((key) => ({ key, valueType: "STRING" })),
  };
}

function extractors(labels: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(labels.map((label) => [label, `EXTRACT(jsonPayload.${label})`]));
}
