import type { Account } from "./account.ts";

/** A renewal counts for a third after this time, in milliseconds. */
export const VISITS_DECAY_MS = 20_000;
/** The fading count of renewals above which one document has too many: 0.7 a second, as one document sustains one update a second. */
export const MOST_VISITS = 0.7 * (VISITS_DECAY_MS / 1_000);
/**
 * More shards are made for more instances than this only: fewer that renew so often do so because
 * there are too few tokens, of which each shard would have fewer still.
 */
const MANY = 8;
/**
 * An account without shards gets some for more instances than this only: in shards, tokens lie idle
 * beside instances that lack them, and a caller near its limit loses a fifth of it.
 */
const MANY_FOR_ONE = 24;
/** An account of the fewest shards goes back to none for no more instances than this. */
const FEW_FOR_ONE = 16;
/** With no more instances than this for each shard, half as many shards are enough: some shards have twice as many, by chance. */
const FEW = 2;
/** The number of shards that an account begins with; later it is doubled. */
const FIRST = 4;
/** The largest number of shards: with more, their account would have too many updates. */
const MOST_SHARDS = 64;

/** The counts of a record that was never renewed at. @param nowMs - Milliseconds since 1970. */
export function noVisits(nowMs: number): Account["visits"] {
  return { count: 0, instances: 0, atMs: nowMs };
}

/** The counts with one renewal more. @param renewedMs - When the same instance renewed last: milliseconds since 1970; undefined where it never did. */
export function withVisit(
  visits: Account["visits"] | undefined,
  nowMs: number,
  renewedMs: number | undefined,
): Account["visits"] {
  const { count, instances } = faded(visits, nowMs);
  // Each instance counts once: what is left of its last renewal is not counted again.
  const counted = renewedMs === undefined ? 0 : left(nowMs - renewedMs);
  const atMs = Math.max(nowMs, visits?.atMs ?? nowMs);
  return { count: count + 1, instances: instances + 1 - counted, atMs };
}

/** The duration of a shard's own lease, in milliseconds: its account is one document, and has many shards. */
export const SHARD_LEASE_MS = 60_000;

/** The number of shards to which instances are sent: none after a shard's whole lease without a renewal. @param nowMs - Milliseconds since 1970. */
export function shardsAt({ shards, visits }: Account, nowMs: number): number {
  return nowMs > visits.atMs + SHARD_LEASE_MS ? 1 : shards;
}

/** What a record counts after one more renewal, and the number of shards that this calls for where it has none. */
export function afterRenewal(
  account: Account | undefined,
  renewedMs: number | undefined,
  nowMs: number,
): Pick<Account, "visits" | "shards"> {
  const visits = withVisit(account?.visits, nowMs, renewedMs);
  const before = account === undefined ? 1 : shardsAt(account, nowMs);
  const mayBegin = before === 1 && !account?.shard;
  const shards = mayBegin ? shardsFor(1, visits, nowMs) : before;
  return { visits: shards > before ? noVisits(nowMs) : visits, shards };
}

/** Whether a shard has more renewals than one document bears, and more shards would help. */
export function needsMoreShards({ visits, shards }: Account, nowMs: number): boolean {
  return shards < MOST_SHARDS && isTooMany(shards, faded(visits, nowMs));
}

/** The number of shards that the renewals at one of them call for: no fewer than there are. */
export function shardsFor(shards: number, visits: Account["visits"], nowMs: number): number {
  if (!isTooMany(shards, faded(visits, nowMs))) return shards;
  return Math.min(MOST_SHARDS, shards === 1 ? FIRST : 2 * shards);
}

/** The number of shards that these instances, of all shards together, need: no more than there are. */
export function fewerShards(shards: number, instances: number): number {
  if (shards <= FIRST) return instances <= FEW_FOR_ONE ? 1 : shards;
  return instances <= FEW * shards ? Math.ceil(shards / 2) : shards;
}

/** The estimated number of instances that renew at a record. */
export function instancesAt(visits: Account["visits"], nowMs: number): number {
  return faded(visits, nowMs).instances;
}

function isTooMany(
  shards: number,
  { count, instances }: Pick<Account["visits"], "count" | "instances">,
): boolean {
  return count > MOST_VISITS && instances > (shards === 1 ? MANY_FOR_ONE : MANY);
}

function faded(
  visits: Account["visits"] | undefined,
  nowMs: number,
): Pick<Account["visits"], "count" | "instances"> {
  if (visits === undefined) return { count: 0, instances: 0 };
  const part = left(nowMs - visits.atMs);
  return { count: visits.count * part, instances: visits.instances * part };
}

/** The part for which a renewal counts after a time in milliseconds, between 0 and 1. */
function left(elapsedMs: number): number {
  return Math.exp(-Math.max(0, elapsedMs) / VISITS_DECAY_MS);
}
