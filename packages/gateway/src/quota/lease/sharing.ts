import { fairShare, type Claim } from "../budget/fair-share.ts";
import type { Limit } from "../limit.ts";
import type { Account, LeaseRecord } from "./account.ts";

/** The most by which leased refill is above the demand, as a factor, as calls don't come evenly. */
const MOST_MARGIN = 1.25;
/** The least, where there is too little for all. */
const LEAST_MARGIN = 1;
/** The part of the refill that is leased where as much is asked as there is: the rest is in the bucket for whoever runs dry. */
const LEASED = 0.95;
/** A holder has its fair share with this part of it. */
const NEARLY_FAIR = 0.8;
/** A holder counts among those who share a limit for this time after its lease has ended, in milliseconds. */
const LATE_MS = 2_000;
/** The demand of a record of an older version: unlimited. */
const UNKNOWN = Number.MAX_VALUE;

/** The others with whom a holder shares a limit; their demand is in tokens per minute. */
export type Sharers = readonly Claim[];

/** The leases of an account that count at a time in milliseconds since 1970, without the holder's own: those that ended a little before count too. */
export function othersAt(
  account: Pick<Account, "leases"> | undefined,
  holder: string,
  nowMs: number,
): Readonly<Record<string, LeaseRecord>> {
  const live = Object.entries(account?.leases ?? {}).filter(
    ([name, { expiresAtMs }]) => name !== holder && expiresAtMs + LATE_MS > nowMs,
  );
  return Object.fromEntries(live);
}

/** The others as instances share a limit: each by its demand. */
export function sharersOf(records: readonly LeaseRecord[], limitName: string): Sharers {
  return records.flatMap(({ asks, parts, instances = 1 }) => {
    const demand = asks === undefined ? parts[limitName] && UNKNOWN : asks[limitName];
    return demand === undefined || demand === 0 ? [] : [{ weight: instances, demand }];
  });
}

/** The others as shards share a limit: all alike, with those that have not leased yet. */
export function shardSharers(
  records: readonly LeaseRecord[],
  shared: { readonly instances: number; readonly shards: number },
): Sharers {
  const present = records.map(({ instances = 1 }) => ({
    weight: instances / shared.instances,
    demand: UNKNOWN,
  }));
  const missing = Math.max(0, shared.shards - records.length - 1);
  return missing === 0 ? present : [...present, { weight: missing, demand: UNKNOWN }];
}

/** The demand of a holder and the others together, in tokens per minute. */
export function askedOf(perMinute: number, sharers: Sharers): number {
  return sharers.reduce((sum, { demand }) => sum + demand, perMinute);
}

/**
 * The refill of a limit that a holder should lease, in tokens per minute: its demand with a margin
 * where there is enough for all, and else its max-min fair share.
 */
export function fairRefill(
  { refillPerMinute }: Pick<Limit, "refillPerMinute">,
  perMinute: number,
  sharers: Sharers,
): number {
  const asked = askedOf(perMinute, sharers);
  // Where the others' demand isn't known, all have equal shares.
  const enough = asked >= UNKNOWN ? MOST_MARGIN : (refillPerMinute * LEASED) / asked;
  const margin = Math.min(MOST_MARGIN, Math.max(LEAST_MARGIN, enough));
  const claims = sharers.map(({ weight, demand }) => ({ weight, demand: demand * margin }));
  return Math.min(perMinute * margin, fairShare(refillPerMinute, 1, claims));
}

/** Whether a leased refill is a fair share. */
export function isFair(leasedPerMinute: number, fairPerMinute: number): boolean {
  return leasedPerMinute >= fairPerMinute * NEARLY_FAIR;
}

/** The tokens of a limit that must stay in its bucket for holders that lease less than their fair share. */
export function neededOf(records: readonly LeaseRecord[], limitName: string): number {
  return records.reduce((sum, { needs }) => sum + (needs?.[limitName] ?? 0), 0);
}

/**
 * Until when a holder must leave the tokens that others need, as it leases its fair share or has
 * had it: milliseconds since 1970; -Infinity for one that may take all.
 */
export function restrictedUntilMs(record: LeaseRecord | undefined, limitName: string): number {
  if (record === undefined) return -Infinity;
  const { expiresAtMs, parts, needs, turns } = record;
  const leases = (parts[limitName]?.refillPerMinute ?? 0) > 0 && needs?.[limitName] === undefined;
  const turnMs = Math.min(turns?.[limitName] ?? -Infinity, expiresAtMs);
  return leases ? expiresAtMs + LATE_MS : turnMs;
}

/** The tokens that a holder must leave in a bucket at a time in milliseconds since 1970. */
export function keptForOthers(
  account: Pick<Account, "leases"> | undefined,
  share: { readonly holder: string; readonly limitName: string; readonly nowMs: number },
): number {
  const { holder, limitName, nowMs } = share;
  const own = account?.leases[holder];
  if (restrictedUntilMs(own, limitName) <= nowMs) return 0;
  return neededOf(Object.values(othersAt(account, holder, nowMs)), limitName);
}
