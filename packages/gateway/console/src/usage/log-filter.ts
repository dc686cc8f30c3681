import { isLatency, type Measure } from "./measure.ts";
import type { CallSelection } from "./call-selection.ts";

/** The filter of Cloud Logging that finds the lines of the calls that a number is made of. */
export function logFilter(selection: CallSelection): string {
  const { by, measure, row } = selection;
  const conditions = row === undefined ? [] : conditionsOf(selection, row);
  return [`jsonPayload.callable:*`, ...conditions, ...measured(by, measure)].join(" AND ");
}

function conditionsOf(
  { by }: CallSelection,
  { key, operation, collection }: NonNullable<CallSelection["row"]>,
): readonly string[] {
  switch (by) {
    case "callable":
    case "kind":
    case "service":
    case "caller":
      return [is(by, key)];
    case "outcome":
      return [key === "ok" ? is("code", "ok") : is("reason", key)];
    case "collection":
      return [
        is("collections.collection", key),
        ...(operation === undefined ? [] : [is("collections.operation", operation)]),
      ];
    case "hotDocument":
      return [is("collections.collection", key)];
    case "shape":
      return [
        ...(collection === undefined ? [] : [is("collections.collection", collection)]),
        is("collections.shape", key),
      ];
    case "index":
    case "field":
      return collection === undefined ? [] : [is("collections.collection", collection)];
    case "latency":
      return key === "total" ? [] : [`jsonPayload.stepsMs.${key}:*`];
  }
}

const is = (path: string, value: string) => `jsonPayload.${path}=${JSON.stringify(value)}`;

/** Of the lines, those in which something was counted. */
function measured(by: CallSelection["by"], measure: Measure): readonly string[] {
  if (measure === "calls" || isLatency(measure)) return [];
  if (by === "collection" || by === "shape") {
    const logged = LOGGED.find((name) => name === measure);
    return logged === undefined ? [] : [`jsonPayload.collections.${logged}>0`];
  }
  const charged = CHARGED.find((name) => name === measure);
  return charged === undefined ? [] : [`jsonPayload.usage.${charged}>0`];
}

/** Of what is counted, what a line tells for each collection, and what for the whole call. */
const LOGGED = ["reads", "found", "missing", "cached", "returned", "written"] as const;
const CHARGED = ["reads", "writes", "deletes"] as const;
