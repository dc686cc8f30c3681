import type { Account } from "./account.ts";

/** A visit so long ago, in milliseconds, counts a third. */
export const CROWD_MEMORY_MS = 20_000;
/** One document takes one update a second: from this many visits on, there are to be more. */
export const CROWD = 1.2 * (CROWD_MEMORY_MS / 1_000);
/** And from this many on, there are so few that half as many do. */
const FEW = 0.3 * (CROWD_MEMORY_MS / 1_000);
/** To how many at first: a crowd comes fast. Then always twice as many. */
const FIRST = 4;
/** More shards than this, and their account would be the document that is too hot. */
const MOST_SHARDS = 64;

export function noVisits(nowMs: number): Account["visits"] {
  return { count: 0, atMs: nowMs };
}

/** One visit more. */
export function visitsWith(
  visits: Account["visits"] | undefined,
  nowMs: number,
): Account["visits"] {
  return { count: faded(visits, nowMs) + 1, atMs: Math.max(nowMs, visits?.atMs ?? nowMs) };
}

/** How long a shard's own lease is good for, in milliseconds: its account is one document, and has many shards. */
export const SHARD_LEASE_MS = 60_000;

/** To how many shards instances are to go now. Where nobody came for a shard's whole lease, the crowd is gone. */
export function shardsAt({ shards, visits }: Account, nowMs: number): number {
  return nowMs > visits.atMs + SHARD_LEASE_MS ? 1 : shards;
}

/** Whether more instances come to a shard than one document can take, and more shards would help. */
export function isCrowded({ visits, shards }: Account, nowMs: number): boolean {
  return shards < MOST_SHARDS && faded(visits, nowMs) > CROWD;
}

/** As many shards as the visits to one of them call for. */
export function shardsFor(shards: number, visits: Account["visits"], nowMs: number): number {
  const count = faded(visits, nowMs);
  if (count > CROWD) return Math.min(MOST_SHARDS, shards === 1 ? FIRST : 2 * shards);
  return count < FEW ? Math.ceil(shards / 2) : shards;
}

function faded(visits: Account["visits"] | undefined, nowMs: number): number {
  if (visits === undefined) return 0;
  return visits.count * Math.exp(Math.min(0, visits.atMs - nowMs) / CROWD_MEMORY_MS);
}
