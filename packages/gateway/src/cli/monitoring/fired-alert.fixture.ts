import { matches } from "./log-filter.fixture.ts";
import { promqlName, type LogMetric } from "./log-metrics.ts";

type LogLine = Readonly<Record<string, unknown>>;

/** The lines that a condition looks at. */
export interface WatchedLines {
  /** Of the time that the condition is about. */
  readonly lines: readonly LogLine[];
  /** Of the day before. @default none */
  readonly dayBefore?: readonly LogLine[];
}

/** One of an alert policy's conditions, in the forms that are used here. */
interface Condition {
  readonly conditionMatchedLog?: { readonly filter: string };
  readonly conditionThreshold?: {
    readonly filter: string;
    readonly aggregations: readonly {
      readonly perSeriesAligner: string;
      readonly crossSeriesReducer: string;
      readonly groupByFields?: readonly string[];
    }[];
    readonly comparison: string;
    readonly thresholdValue: number;
  };
  readonly conditionPrometheusQueryLanguage?: { readonly query: string };
}

/**
 * What an alert policy fires for: the value of the label that it tells apart by, or "" where it has
 * none. It knows the forms that are used here.
 *
 * @throws Error for another form
 */
export function firedFor(
  { conditions }: { readonly conditions: readonly object[] },
  metrics: readonly LogMetric[],
  watched: WatchedLines,
): readonly string[] {
  return conditions.flatMap((condition) => firedOne(condition as Condition, metrics, watched));
}

function firedOne(
  { conditionMatchedLog, conditionThreshold, conditionPrometheusQueryLanguage }: Condition,
  metrics: readonly LogMetric[],
  watched: WatchedLines,
): readonly string[] {
  if (conditionMatchedLog !== undefined) {
    const { filter } = conditionMatchedLog;
    return watched.lines.some((line) => matches(filter, line)) ? [""] : [];
  }
  if (conditionThreshold !== undefined)
    return firedThreshold(conditionThreshold, metrics, watched.lines);
  if (conditionPrometheusQueryLanguage !== undefined)
    return firedQuery(conditionPrometheusQueryLanguage.query, metrics, watched);
  throw new Error("It is of another form.");
}

function firedThreshold(
  { filter, aggregations, comparison, thresholdValue }: Required<Condition>["conditionThreshold"],
  metrics: readonly LogMetric[],
  lines: readonly LogLine[],
): readonly string[] {
  const [type = "", resource = "", ...where] = filter.split(" AND ");
  const metric = metrics.find(
    ({ name }) => type === `metric.type="logging.googleapis.com/user/${name}"`,
  );
  const [aggregation, ...others] = aggregations;
  if (metric === undefined || resource !== 'resource.type="cloud_run_revision"' || !aggregation)
    throw new Error(`Not all of ${filter} is understood.`);
  if (others.length > 0 || comparison !== "COMPARISON_GT")
    throw new Error("It is of another form.");
  const counted = lines.filter(
    (line) => matches(metric.filter, line) && where.every((one) => hasLabel(metric, one, line)),
  );
  const [field, ...more] = aggregation.groupByFields ?? [];
  if (more.length > 0) throw new Error("It groups by more than one label.");
  const label = field?.replace(/^metric\.label\./, "");
  const groups = Map.groupBy(counted, (line) =>
    label === undefined ? "" : labelOf(metric, label, line),
  );
  const { perSeriesAligner: align, crossSeriesReducer: reduce } = aggregation;
  return [...groups]
    .filter(([, group]) => aggregated(`${align} ${reduce}`, metric, group) > thresholdValue)
    .map(([name]) => name);
}

function aggregated(how: string, metric: LogMetric, lines: readonly LogLine[]): number {
  switch (how) {
    case "ALIGN_SUM REDUCE_SUM":
      return lines.length;
    case "ALIGN_DELTA REDUCE_PERCENTILE_95": {
      const values = lines.map((line) => valueOf(metric, line)).toSorted((a, b) => a - b);
      return values[Math.ceil(0.95 * values.length) - 1] ?? 0;
    }
    default:
      throw new Error(`${how} is not understood.`);
  }
}

const SUM =
  /^increase\((\w+:user_(\w+))_sum\{monitored_resource="cloud_run_revision"\}\[(1d|10m)\]( offset 1d)?\)$/;

function firedQuery(
  query: string,
  metrics: readonly LogMetric[],
  { lines, dayBefore = [] }: WatchedLines,
): readonly string[] {
  const grouped = /^sum by \((\w+)\) \((.+)\) >= (\d+)$/.exec(query);
  if (grouped !== null) {
    const [, label = "", sum = "", bound = ""] = grouped;
    const metric = summed(sum, metrics);
    return [...Map.groupBy(counting(metric, lines), (line) => labelOf(metric, label, line))]
      .filter(([, group]) => total(metric, group) >= Number(bound))
      .map(([name]) => name);
  }
  const compared = /^sum\((.+)\) >= (\d+) and sum\(\1\) >= ([\d.]+) \* sum\((.+)\)$/.exec(query);
  const [, today = "", bound = "", times = "", before = ""] = compared ?? [];
  if (before !== today.replace(/\)$/, " offset 1d)"))
    throw new Error(`Not all of ${query} is understood.`);
  const metric = summed(today, metrics);
  const [sum, sumBefore] = [lines, dayBefore].map((of) => total(metric, counting(metric, of)));
  // The sum of no series is no number, with which nothing compares.
  if (!sum || !sumBefore) return [];
  return sum >= Number(bound) && sum >= Number(times) * sumBefore ? [""] : [];
}

function summed(text: string, metrics: readonly LogMetric[]): LogMetric {
  const [, name = ""] = SUM.exec(text) ?? [];
  const metric = metrics.find(
    (one) => promqlName(one.name.replace(/^database_service_/, "")) === name,
  );
  if (metric === undefined) throw new Error(`${text} is the sum of no metric.`);
  return metric;
}

function counting(metric: LogMetric, lines: readonly LogLine[]): readonly LogLine[] {
  return lines.filter((line) => matches(metric.filter, line));
}

function total(metric: LogMetric, lines: readonly LogLine[]): number {
  return lines.reduce((sum, line) => sum + valueOf(metric, line), 0);
}

function valueOf({ valueExtractor = "" }: LogMetric, line: LogLine): number {
  return Number(extracted(valueExtractor, line));
}

function labelOf({ labelExtractors = {} }: LogMetric, label: string, line: LogLine): string {
  const extractor = labelExtractors[label];
  if (extractor === undefined) throw new Error(`There is no label ${label}.`);
  const value = extracted(extractor, line);
  return typeof value === "string" ? value : "";
}

function hasLabel(metric: LogMetric, where: string, line: LogLine): boolean {
  const [, label = "", value = ""] = /^metric\.label\.(\w+)="([^"]*)"$/.exec(where) ?? [];
  return labelOf(metric, label, line) === value;
}

function extracted(extractor: string, line: LogLine): unknown {
  const [, path = ""] = /^EXTRACT\(jsonPayload\.([\w.]+)\)$/.exec(extractor) ?? [];
  if (path === "") throw new Error(`${extractor} is not understood.`);
  return path.split(".").reduce<unknown>((at, name) => (at as LogLine | undefined)?.[name], line);
}
