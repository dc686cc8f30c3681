import * as z from "zod";
import { optional, TIME } from "./common.ts";

/** Most records of usage that one getUsage may ask for. */
const MAX_RECORDS = 100;
const DAY_MS = 86_400_000;
/** The longest time that one getUsage may be about, in milliseconds. */
const MAX_RANGE_MS = { minute: 7 * DAY_MS, hour: 90 * DAY_MS, day: 732 * DAY_MS };
/** Up to these lengths of time usage is told by the minute and by the hour, where nothing is said. */
const TOLD_BY_MINUTE_MS = DAY_MS / 4;
const TOLD_BY_HOUR_MS = 7 * DAY_MS;

const moment = z.string().regex(TIME, "must be a time, such as 2026-11-27T10:00:00Z");

/** What usage can be told by. */
export const usageDimension = z.enum([
  "collection",
  "callable",
  "kind",
  "service",
  "outcome",
  "index",
  "field",
  "hotDocument",
  "caller",
  "shape",
  "latency",
]);
/** One, or several that are told of the same records, which are read once. */
export const usageBy = z.union(
  [usageDimension, z.array(usageDimension).min(1).max(usageDimension.options.length)],
  `must be ${usageDimension.options.map((name) => `"${name}"`).join(", ")}, or several of them in an array`,
);
export const usageFrom = moment;
/** Now, where it is left out. */
export const usageTo = optional(moment);
/** The length of the windows. @default by the length of the time that is asked for */
export const usageResolution = z.enum(["minute", "hour", "day"]);
export const usageLimit = optional(z.int().min(1).max(MAX_RECORDS));

/** A time of usage, with the length of the windows that it is told by, if it is said. */
interface AskedRange {
  readonly from: string;
  readonly to?: string;
  readonly resolution?: z.infer<typeof usageResolution>;
}

/** Whether a time of usage is one that may be asked for. */
export function isRange({ from, to, resolution }: AskedRange): boolean {
  if (to === undefined) return true;
  const spanMs = Date.parse(to) - Date.parse(from);
  return spanMs > 0 && spanMs <= MAX_RANGE_MS[resolution ?? resolutionFor(spanMs)];
}

/** The length of the windows by which a time is told where nothing is said. */
export function resolutionFor(spanMs: number): z.infer<typeof usageResolution> {
  if (spanMs <= TOLD_BY_MINUTE_MS) return "minute";
  return spanMs <= TOLD_BY_HOUR_MS ? "hour" : "day";
}

const count = optional(z.number());
/** What calls came to under one key. What is 0 is left out. */
const row = z.lazy(() =>
  z.strictObject({
    /** A collection's pattern, a callable, a reason, an index, a field, a caller as the log has it, a query's shape or a step. */
    key: z.string(),
    /** Of a collection: get, list, aggregate, lookup (a policy's), a write, or `own` for the gateway's own. */
    operation: optional(z.string()),
    /** Of a query's shape, an index and a field. */
    collection: optional(z.string()),
    index: optional(z.string()),
    calls: count,
    reads: count,
    writes: count,
    deletes: count,
    found: count,
    missing: count,
    cached: count,
    returned: count,
    written: count,
    /** Of reads, those that a cache of 10 s would have saved, as far as each instance knows. */
    repeated: count,
    /** Of missing, those of which an instance had told the same within 10 s. */
    missingAgain: count,
    /** Documents, or index entries, that Firestore looked at for queries that it explained. */
    scanned: count,
    /** Documents that those returned. */
    explained: count,
    /** Of collections with hot documents: minutes in which one was written more than once a second. */
    minutes: count,
    /** Of latency: milliseconds, above the truth by less than a fifth. */
    p50Ms: count,
    p95Ms: count,
    p99Ms: count,
  }),
);

/** What all instances did within one minute, hour or day. */
export const usageWindow = z.lazy(() =>
  z.strictObject({
    /** When it began: RFC 3339, UTC. */
    at: z.string(),
    /** What it is told by, where several were asked for: then each has its own window. */
    by: optional(usageDimension),
    rows: z.array(row),
    /** Of callers and shapes: the most reads that any of them has beyond what is told of it. */
    missedReads: count,
  }),
);
