import type { Account } from "./account.ts";

/** A visit so long ago, in milliseconds, counts a third. */
export const CROWD_MEMORY_MS = 20_000;
/** One document takes one update a second: well before there are so many visits, there are to be more documents. */
export const CROWD = 0.7 * (CROWD_MEMORY_MS / 1_000);
/**
 * If so many instances come, that is: fewer come so often because there is too little for them,
 * and if it were divided, there would be less for each.
 */
const MANY = 8;
/** A few more for the one document of an account: in shards they would not share as fairly. */
const MANY_FOR_ONE = 12;
/** So few instances for each shard that half as many shards do: chance sends some shards twice as many. */
const FEW = 2;
/** To how many at first: a crowd comes fast. Then always twice as many. */
const FIRST = 4;
/** More shards than this, and their account would be the document that is too hot. */
const MOST_SHARDS = 64;

export function noVisits(nowMs: number): Account["visits"] {
  return { count: 0, instances: 0, atMs: nowMs };
}

/** One visit more. @param visitedMs - When the same instance came last, if it did. */
export function visitsWith(
  visits: Account["visits"] | undefined,
  nowMs: number,
  visitedMs: number | undefined,
): Account["visits"] {
  const { count, instances } = faded(visits, nowMs);
  // It counts once, however often it comes: not again what is left of its last visit.
  const counted = visitedMs === undefined ? 0 : left(nowMs - visitedMs);
  const atMs = Math.max(nowMs, visits?.atMs ?? nowMs);
  return { count: count + 1, instances: instances + 1 - counted, atMs };
}

/** How long a shard's own lease is good for, in milliseconds: its account is one document, and has many shards. */
export const SHARD_LEASE_MS = 60_000;

/** To how many shards instances are to go now. Where nobody came for a shard's whole lease, the crowd is gone. */
export function shardsAt({ shards, visits }: Account, nowMs: number): number {
  return nowMs > visits.atMs + SHARD_LEASE_MS ? 1 : shards;
}

/** Whether more instances come to a shard than one document can take, and more shards would help. */
export function isCrowded({ visits, shards }: Account, nowMs: number): boolean {
  return shards < MOST_SHARDS && isCrowd(shards, faded(visits, nowMs));
}

/** As many shards as the visits to one of them call for: no fewer than there are. */
export function shardsFor(shards: number, visits: Account["visits"], nowMs: number): number {
  if (!isCrowd(shards, faded(visits, nowMs))) return shards;
  return Math.min(MOST_SHARDS, shards === 1 ? FIRST : 2 * shards);
}

/** As many shards as so many instances need, of all shards together. */
export function fewerShards(shards: number, instances: number): number {
  return instances <= FEW * shards ? Math.ceil(shards / 2) : shards;
}

/** Of about how many instances they are. */
export function instancesAt(visits: Account["visits"], nowMs: number): number {
  return faded(visits, nowMs).instances;
}

function isCrowd(
  shards: number,
  { count, instances }: Pick<Account["visits"], "count" | "instances">,
): boolean {
  return count > CROWD && instances > (shards === 1 ? MANY_FOR_ONE : MANY);
}

function faded(
  visits: Account["visits"] | undefined,
  nowMs: number,
): Pick<Account["visits"], "count" | "instances"> {
  if (visits === undefined) return { count: 0, instances: 0 };
  const part = left(nowMs - visits.atMs);
  return { count: visits.count * part, instances: visits.instances * part };
}

/** The part that a visit so long ago counts. */
function left(elapsedMs: number): number {
  return Math.exp(-Math.max(0, elapsedMs) / CROWD_MEMORY_MS);
}
