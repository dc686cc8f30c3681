import { fairShare, type Claim } from "../budget/fair-share.ts";
import type { Limit } from "../limit.ts";
import type { Account, LeaseRecord } from "./account.ts";

/** What a lease refills above what is asked, while there is enough for all: calls don't come evenly. */
const MOST_MARGIN = 1.25;
/** The same while there isn't: what is asked is known to within a few percent. */
const LEAST_MARGIN = 1.05;
/** A holder with less than this part of its fair share has not got its share yet. */
const NEARLY_FAIR = 0.8;
/** So long after a lease has ended, in milliseconds, its holder still counts among those who share. */
const LATE_MS = 2_000;
/** What a record of an older deployment asks: as much as there is. */
const UNKNOWN = Number.MAX_VALUE;

/** Those beside whom a holder shares a limit, by their weights, with what they ask: tokens a minute. */
export type Sharers = readonly Claim[];

/** The records of an account that count at a moment, without the holder's own: who comes a little late for its next lease has not left. */
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

/** How others share a limit, as instances do: each by what it asks. */
export function sharersOf(records: readonly LeaseRecord[], limitName: string): Sharers {
  return records.flatMap(({ asks, parts, instances = 1 }) => {
    const demand = asks === undefined ? parts[limitName] && UNKNOWN : asks[limitName];
    return demand === undefined || demand === 0 ? [] : [{ weight: instances, demand }];
  });
}

/** How others share a limit, as shards do: alike, those too that have not come yet. */
export function shardSharers(
  records: readonly LeaseRecord[],
  of: { readonly instances: number; readonly shards: number },
): Sharers {
  const present = records.map(({ instances = 1 }) => ({
    weight: instances / of.instances,
    demand: UNKNOWN,
  }));
  const missing = Math.max(0, of.shards - records.length - 1);
  return missing === 0 ? present : [...present, { weight: missing, demand: UNKNOWN }];
}

/** What is asked of a limit by a holder and those who share it: tokens a minute. */
export function askedOf(perMinute: number, sharers: Sharers): number {
  return sharers.reduce((sum, { demand }) => sum + demand, perMinute);
}

/**
 * The refill of a limit that a holder should lease: what it is asked and a margin while there is
 * enough for all, else its max-min fair share. Tokens a minute.
 */
export function fairRefill(
  { refillPerMinute }: Pick<Limit, "refillPerMinute">,
  perMinute: number,
  sharers: Sharers,
): number {
  const asked = askedOf(perMinute, sharers);
  // Where it isn't known what others ask, all have equal shares, and what they need within those.
  const enough = asked >= UNKNOWN ? MOST_MARGIN : refillPerMinute / asked;
  const margin = Math.min(MOST_MARGIN, Math.max(LEAST_MARGIN, enough));
  const claims = sharers.map(({ weight, demand }) => ({ weight, demand: demand * margin }));
  return Math.min(perMinute * margin, fairShare(refillPerMinute, 1, claims));
}

/** Whether a leased refill is so much of a fair one that nothing is missing. */
export function isFair(leasedPerMinute: number, fairPerMinute: number): boolean {
  return leasedPerMinute >= fairPerMinute * NEARLY_FAIR;
}

/** What is to stay in a bucket for those who lease less than their share. */
export function neededOf(records: readonly LeaseRecord[], limitName: string): number {
  return records.reduce((sum, { needs }) => sum + (needs?.[limitName] ?? 0), 0);
}

/**
 * Until when a holder must leave in a bucket what others need: while it leases its fair share, or
 * has had it. Milliseconds since 1970; -Infinity for one who may take all.
 */
export function restrictedUntilMs(record: LeaseRecord | undefined, limitName: string): number {
  if (record === undefined) return -Infinity;
  const { expiresAtMs, parts, needs, turns } = record;
  const leases = (parts[limitName]?.refillPerMinute ?? 0) > 0 && needs?.[limitName] === undefined;
  const turnMs = Math.min(turns?.[limitName] ?? -Infinity, expiresAtMs);
  return leases ? expiresAtMs + LATE_MS : turnMs;
}

/** How many tokens of a bucket a holder must leave there at a moment. */
export function keptForOthers(
  account: Pick<Account, "leases"> | undefined,
  of: { readonly holder: string; readonly limitName: string; readonly nowMs: number },
): number {
  const { holder, limitName, nowMs } = of;
  const own = account?.leases[holder];
  if (restrictedUntilMs(own, limitName) <= nowMs) return 0;
  return neededOf(Object.values(othersAt(account, holder, nowMs)), limitName);
}
