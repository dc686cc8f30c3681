import type { Moment } from "../moment.ts";
import type { Limit } from "../limit.ts";
import { asksAtMs, bucketAt, limitsIn, type Account } from "./account.ts";
import { isCrowded, SHARD_LEASE_MS } from "./crowd.ts";
import { renew, type Renewal, type Renewed } from "./renewal.ts";
import {
  askedOfShard,
  asShard,
  demandsOn,
  filledShard,
  heldByShard,
  shardsAfter,
  type ShardAccount,
} from "./shard.ts";

/** What must be left of it, in milliseconds, for instances to have whole leases. */
const ENDING_MS = 12_000;
/** An account with less than this part of a limit left has too little. */
const POOR = 1 / 8;

/** What a visit to a shard leaves behind. */
export interface ShardRenewed {
  readonly result: Renewed;
  /** Written where there. */
  readonly account?: Account;
  readonly shard?: Account;
}

/** A visit to a shard alone; undefined where its account must be asked too. */
export function renewInShard(
  record: Account | undefined,
  renewal: Renewal,
  moment: Moment,
): ShardRenewed | undefined {
  const shard = asShard(record);
  if (shard === undefined || shard.shard.isRevoked) return undefined;
  const { nowMs } = moment;
  const { lease, isPoor } = shard.shard;
  if (nowMs > lease.expiresAtMs - ENDING_MS || isCrowded(shard, nowMs)) return undefined;
  const asked = askedOfShard(shard, renewal, nowMs);
  const renewed = leaseOf({ ...shard, shard: { ...shard.shard, asked } }, renewal, moment);
  const isDue = nowMs >= asksAtMs(shard);
  return isDue || (isShort(renewed.result) && !isPoor) ? undefined : renewed;
}

/** A visit to a shard that first leases from its account, by all that its instances ask. */
export function renewWithAccount(
  records: { readonly account: Account | undefined; readonly shard: Account | undefined },
  renewal: Renewal & { readonly shardName: string },
  moment: Moment,
): ShardRenewed {
  const { nowMs } = moment;
  const shard = asShard(records.shard);
  const asked = askedOfShard(shard, renewal, nowMs);
  const demand = demandsOn(asked, nowMs);
  const instances = records.account?.shards ?? 1;
  const ofShard = renewalOf(shard, { ...renewal, demand, instances }, nowMs);
  const before = records.account?.leases[renewal.shardName]?.number ?? 0;
  const number = Math.max(ofShard.number, before + 1);
  const { result, write } = renew(records.account, { ...ofShard, number }, moment);
  if (write === undefined || result.lease === undefined) throw new Error("nothing was renewed");
  const account = { ...write, shards: shardsAfter(write.shards, shard, nowMs) };
  const filled = filledShard(shard, { asked, account, lease: result.lease }, moment);
  const renewed = { shard: filled, ...leaseOf(filled, renewal, moment), account };
  const isPoor =
    isShort(renewed.result) || isNearlyEmpty(account, limitsIn(account, renewal.limits), nowMs);
  return isPoor ? { ...renewed, shard: poor(renewed.shard) } : renewed;
}

/** What a shard comes with to its account: all it has, and what all its instances ask. */
function renewalOf(
  shard: ShardAccount | undefined,
  renewal: Renewal & { readonly shardName: string },
  nowMs: number,
): Renewal {
  const { limits, demand, instances, shardName: holder } = renewal;
  const held = heldByShard(shard, limits, nowMs);
  return {
    holder,
    number: (held?.number ?? 0) + 1,
    limits,
    ...(held && { held }),
    spendings: [],
    debts: {},
    asked: {},
    demand,
    ...(instances !== undefined && { instances }),
    renews: true,
    leaves: false,
    ...(shard && { visitedMs: shard.shard.askedAtMs }),
    leaseMs: SHARD_LEASE_MS,
  };
}

/** What an instance gets of what a shard has. */
function leaseOf(shard: ShardAccount, renewal: Renewal, moment: Moment): ShardRenewed {
  const { result, write } = renew(shard, renewal, moment);
  return { result, ...(write && { shard: write }) };
}

function isShort({ outcomes }: Renewed): boolean {
  return outcomes.some(({ ok }) => !ok);
}

/** Whether there is so little in an account that its shards would fetch it crumb by crumb. */
function isNearlyEmpty(account: Account, limits: readonly Limit[], nowMs: number): boolean {
  return limits.some((limit) => bucketAt(account, limit, nowMs).tokens < limit.capacity * POOR);
}

function poor(record: Account): Account {
  return record.shard === null ? record : { ...record, shard: { ...record.shard, isPoor: true } };
}
