import { z } from "zod";
import { optional, TIME } from "./common.ts";

/** Most records of usage that one getUsage may ask for. */
const MAX_RECORDS = 100;
/** The longest time that one getUsage may be about, in milliseconds. */
const MAX_RANGE_MS = 7 * 86_400_000;

const moment = z.string().regex(TIME, "must be a time, such as 2026-11-27T10:00:00Z");

/** What usage can be told by. */
export const usageDimension = z.enum([
  "collection",
  "callable",
  "kind",
  "service",
  "outcome",
  "caller",
  "shape",
  "latency",
]);
export const usageFrom = moment;
/** Now, where it is left out. */
export const usageTo = optional(moment);
export const usageLimit = optional(z.int().min(1).max(MAX_RECORDS));

/** Whether a time of usage is one that may be asked for. */
export function isRange({ from, to }: { readonly from: string; readonly to?: string }): boolean {
  if (to === undefined) return true;
  const spanMs = Date.parse(to) - Date.parse(from);
  return spanMs > 0 && spanMs <= MAX_RANGE_MS;
}

const count = optional(z.number());
/** What calls came to under one key. What is 0 is left out. */
const row = z.strictObject({
  /** A collection's pattern, a callable, a reason, a caller as the log has it, a query's shape or a step. */
  key: z.string(),
  /** Of a collection: get, list, aggregate, lookup (a policy's), a write, or `own` for the gateway's own. */
  operation: optional(z.string()),
  /** Of a query's shape. */
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
  /** Of latency: milliseconds, above the truth by less than a fifth. */
  p50Ms: count,
  p95Ms: count,
  p99Ms: count,
});

/** What all instances did within one minute. */
export const usageWindow = z.strictObject({
  /** When it began: RFC 3339, UTC. */
  at: z.string(),
  rows: z.array(row),
  /** Of callers and shapes: the most reads that any of them has beyond what is told of it. */
  missedReads: count,
});
