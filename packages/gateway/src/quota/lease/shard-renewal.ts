import type { Moment } from "../moment.ts";
import type { Limit } from "../limit.ts";
import { asksAtMs, bucketAt, limitsIn, type Account } from "./account.ts";
import { instancesAt, isCrowded, SHARD_LEASE_MS } from "./crowd.ts";
import { renew, type Renewal, type Renewed } from "./renewal.ts";
import {
  askedOfShard,
  asShard,
  demandsOn,
  endedShard,
  filledShard,
  heldByShard,
  neededBy,
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
  const { lease, poor } = shard.shard;
  if (nowMs > lease.expiresAtMs - ENDING_MS || isCrowded(shard, nowMs)) return undefined;
  if (owesMore(shard, renewal, nowMs)) return undefined;
  const asked = askedOfShard(shard, renewal, nowMs);
  const renewed = leaseOf({ ...shard, shard: { ...shard.shard, asked } }, renewal, moment);
  const isDue = nowMs >= asksAtMs(shard);
  const mayGetMore = shortOf(renewed.result).some((limit) => !poor.includes(limit));
  return isDue || mayGetMore ? undefined : renewed;
}

/** Whether a debt is above what a shard has: only its account can be in debt for long. */
function owesMore(shard: ShardAccount, { debts, limits }: Renewal, nowMs: number): boolean {
  return limitsIn(shard, limits).some((limit) => {
    const debt = debts[limit.name] ?? 0;
    return debt > 0 && debt > bucketAt(shard, limit, nowMs).tokens;
  });
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
  const ofShard = {
    ...renewalOf(shard, renewal, nowMs),
    demand: demandsOn(asked, nowMs),
    needed: neededBy(renewal.spendings, records.account, renewal.limits),
    instances: shard === undefined ? 1 : Math.max(1, instancesAt(shard.visits, nowMs)),
    shards: records.account?.shards ?? 1,
  };
  const before = records.account?.leases[renewal.shardName]?.number ?? 0;
  const number = Math.max(ofShard.number, before + 1);
  const { result, write } = renew(records.account, { ...ofShard, number }, moment);
  if (write === undefined || result.lease === undefined) throw new Error("nothing was renewed");
  const account = { ...write, shards: shardsAfter(write, shard, nowMs) };
  const filled = filledShard(shard, { asked, account, lease: result.lease }, moment);
  const renewed = leaseOf(filled, { ...renewal, debts: {} }, moment);
  const poor = [
    ...nearlyEmpty(account, limitsIn(account, renewal.limits), nowMs),
    ...shortOf(renewed.result),
  ];
  return { ...renewed, shard: withPoor(renewed.shard ?? filled, poor), account };
}

/** What a shard comes with to its account: all it has, and what is owed. */
function renewalOf(
  shard: ShardAccount | undefined,
  renewal: Renewal & { readonly shardName: string },
  nowMs: number,
): Omit<Renewal, "demand"> {
  const { limits, debts, shardName: holder } = renewal;
  const held = heldByShard(shard, limits, nowMs);
  const ended = endedShard(shard, limits, nowMs);
  return {
    holder,
    number: (held?.number ?? 0) + 1,
    limits,
    ...(held && { held }),
    ...(ended && { ended }),
    spendings: [],
    debts,
    asked: {},
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

/** The limits that calls were refused for, and which they may be admitted under later. */
function shortOf({ outcomes }: Renewed): readonly string[] {
  return outcomes.flatMap((outcome) =>
    outcome.ok || outcome.refusal.reason !== "QUOTA_EXCEEDED" ? [] : outcome.refusal.limit,
  );
}

/** The limits of which there is so little in an account that its shards would fetch it crumb by crumb. */
function nearlyEmpty(account: Account, limits: readonly Limit[], nowMs: number): readonly string[] {
  return limits
    .filter((limit) => bucketAt(account, limit, nowMs).tokens < limit.capacity * POOR)
    .map(({ name }) => name);
}

function withPoor(record: Account, poor: readonly string[]): Account {
  if (record.shard === null) return record;
  return { ...record, shard: { ...record.shard, poor: [...new Set(poor)] } };
}
