import type { Moment } from "../moment.ts";
import type { Limit } from "../limit.ts";
import { asksAtMs, bucketAt, limitsIn, type Account } from "./account.ts";
import { instancesAt, needsMoreShards, SHARD_LEASE_MS } from "./shard-count.ts";
import { renew, type RenewalResult } from "./renewal.ts";
import type { RenewalRequest, SentRenewal } from "./renewal-request.ts";
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

/** A shard renews its own lease this long before it ends, in milliseconds, so that instances have whole leases. */
const ENDING_MS = 12_000;
/** An account has too little of a limit with less than this part of it left. */
const POOR = 1 / 8;

/** The result of a renewal at a shard, with the records that it changes. */
export interface ShardRenewed {
  readonly result: RenewalResult;
  /** To be written; absent where it stays as it is. */
  readonly account?: Account;
  readonly shard?: Account;
}

/** A renewal at a shard alone; undefined where its account must be asked too. */
export function renewInShard(
  record: Account | undefined,
  renewal: RenewalRequest,
  moment: Moment,
): ShardRenewed | undefined {
  const shard = asShard(record);
  if (shard === undefined || shard.shard.isRevoked) return undefined;
  const { nowMs } = moment;
  const { lease, poor } = shard.shard;
  if (nowMs > lease.expiresAtMs - ENDING_MS || needsMoreShards(shard, nowMs)) return undefined;
  if (owesMore(shard, renewal, nowMs)) return undefined;
  const asked = askedOfShard(shard, renewal, nowMs);
  const renewed = leaseOf({ ...shard, shard: { ...shard.shard, asked } }, renewal, moment);
  const isDue = nowMs >= asksAtMs(shard);
  const mayGetMore = shortOf(renewed.result).some((limit) => !poor.includes(limit));
  return isDue || mayGetMore ? undefined : renewed;
}

/** Whether a debt is larger than what the shard has: only an account can be in debt for long. */
function owesMore(shard: ShardAccount, { debts, limits }: RenewalRequest, nowMs: number): boolean {
  return limitsIn(shard, limits).some((limit) => {
    const debt = debts[limit.name] ?? 0;
    return debt > 0 && debt > bucketAt(shard, limit, nowMs).tokens;
  });
}

/** A renewal at a shard that first leases from its account, by the demand of all its instances. */
export function renewWithAccount(
  records: { readonly account: Account | undefined; readonly shard: Account | undefined },
  renewal: RenewalRequest & { readonly shardName: string },
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

/** The request of a shard to its account: all that it holds, and what is owed. */
function renewalOf(
  shard: ShardAccount | undefined,
  renewal: RenewalRequest & { readonly shardName: string },
  nowMs: number,
): SentRenewal {
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
    returns: false,
    ...(shard && { renewedMs: shard.shard.askedAtMs }),
    leaseMs: SHARD_LEASE_MS,
  };
}

/** What a shard grants to an instance. */
function leaseOf(shard: ShardAccount, renewal: RenewalRequest, moment: Moment): ShardRenewed {
  const { result, write } = renew(shard, renewal, moment);
  return { result, ...(write && { shard: write }) };
}

/** The names of the limits for which calls were refused that may be admitted later. */
function shortOf({ outcomes }: RenewalResult): readonly string[] {
  return outcomes.flatMap((outcome) =>
    outcome.ok || outcome.refusal.reason !== "QUOTA_EXCEEDED" ? [] : outcome.refusal.limit,
  );
}

/** The names of the limits of which an account has so little that its shards would fetch a few tokens at a time. */
function nearlyEmpty(account: Account, limits: readonly Limit[], nowMs: number): readonly string[] {
  return limits
    .filter((limit) => bucketAt(account, limit, nowMs).tokens < limit.capacity * POOR)
    .map(({ name }) => name);
}

/** A shard that notes of which limits its account has too little. */
function withPoor(record: Account, poor: readonly string[]): Account {
  if (record.shard === null) return record;
  return { ...record, shard: { ...record.shard, poor: [...new Set(poor)] } };
}
