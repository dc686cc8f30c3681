import type { Moment } from "../moment.ts";
import type { Account } from "./account.ts";
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
/** An account that had too little is asked again by one of its shards after so long, in milliseconds. */
const ASK_EVERY_MS = 1_000;

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
  const { lease, askedAtMs, isPoor } = shard.shard;
  if (nowMs > lease.expiresAtMs - ENDING_MS || isCrowded(shard, nowMs)) return undefined;
  const asked = askedOfShard(shard, renewal, nowMs);
  const renewed = leaseOf({ ...shard, shard: { ...shard.shard, asked } }, renewal, moment);
  const mayAsk = !isPoor || nowMs >= askedAtMs + ASK_EVERY_MS * shard.shards;
  return isShort(renewed.result) && mayAsk ? undefined : renewed;
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
  const ofShard = renewalOf(shard, { ...renewal, demand: demandsOn(asked, nowMs) }, nowMs);
  const before = records.account?.leases[renewal.shardName]?.number ?? 0;
  const number = Math.max(ofShard.number, before + 1);
  const { result, write } = renew(records.account, { ...ofShard, number }, moment);
  if (write === undefined || result.lease === undefined) throw new Error("nothing was renewed");
  const account = { ...write, shards: shardsAfter(write.shards, shard, nowMs) };
  const filled = filledShard(shard, { asked, account, lease: result.lease }, moment);
  const renewed = { shard: filled, ...leaseOf(filled, renewal, moment), account };
  return isShort(renewed.result) ? { ...renewed, shard: poor(renewed.shard) } : renewed;
}

/** What a shard comes with to its account: all it has, and what all its instances ask. */
function renewalOf(
  shard: ShardAccount | undefined,
  renewal: Renewal & { readonly shardName: string },
  nowMs: number,
): Renewal {
  const { limits, demand, shardName: holder } = renewal;
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

function poor(record: Account): Account {
  return record.shard === null ? record : { ...record, shard: { ...record.shard, isPoor: true } };
}
