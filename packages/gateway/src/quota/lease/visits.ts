import type { Account } from "./account.ts";

/** A renewal counts for a third after this time, in milliseconds. */
const DECAY_MS = 20_000;

/** The renewals of a record that was never renewed at. @param nowMs - Milliseconds since 1970. */
export function noVisits(nowMs: number): Account["visits"] {
  return { count: 0, atMs: nowMs };
}

/** The recent renewals with one more, each of which fades with time. */
export function withVisit(visits: Account["visits"] | undefined, nowMs: number): Account["visits"] {
  if (visits === undefined) return { count: 1, atMs: nowMs };
  const left = Math.exp(-Math.max(0, nowMs - visits.atMs) / DECAY_MS);
  return { count: visits.count * left + 1, atMs: Math.max(nowMs, visits.atMs) };
}
