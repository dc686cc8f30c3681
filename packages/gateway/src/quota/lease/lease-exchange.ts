import type { Moment } from "../moment.ts";
import type { PatientCall } from "../record-client.ts";
import { updateOne, type QuotaStore, type Snapshot } from "../store/quota-store.ts";
import type { Account } from "./account.ts";
import { shardsAt } from "./shard-count.ts";
import { renew, type RenewalResult } from "./renewal.ts";
import type { RenewalRequest, SentRenewal } from "./renewal-request.ts";
import { keyOfShard, nameOfShard } from "./shard.ts";
import { renewInShard, renewWithAccount } from "./shard-renewal.ts";

/** What a record replies to a renewal. */
export interface LeaseReply {
  /** Undefined where the account sends the calls that wait to a shard. */
  readonly renewed: (RenewalResult & { readonly moment: Moment }) | undefined;
  /** The record as it was left. */
  readonly known: Snapshot<Account>;
}

export type ExchangeCall = PatientCall & {
  /** The record as the instance left it, where nobody else is likely to have written since. */
  readonly lastKnown?: Snapshot<Account> | undefined;
  /** The demand when the record decides: until others have come first, calls come that wait for the lease. */
  readonly demand: () => RenewalRequest["demand"];
};

/** Renews a lease at the record that it is leased from. It rejects with a StoreError where that fails. */
export type LeaseExchange = (renewal: SentRenewal, call: ExchangeCall) => Promise<LeaseReply>;

/** Renews leases at a caller's account. */
export function accountExchange(store: QuotaStore<Account>, key: string): LeaseExchange {
  return async (request, { demand, ...call }) => {
    const { result, snapshot } = await updateOne(
      { store, key },
      (account, moment) => {
        const renewal = { ...request, demand: demand() };
        const isElsewhere = account !== undefined && shardsAt(account, moment.nowMs) > 1;
        if (renewal.mayMove === true && isElsewhere) return { result: undefined };
        const { result: renewed, ...rest } = renew(account, renewal, moment);
        return { ...rest, result: { ...renewed, moment } };
      },
      call,
    );
    return { renewed: result, known: snapshot };
  };
}

/** Renews leases at a shard of an account, and where that is not enough, at the account too. */
export function shardExchange(
  store: QuotaStore<Account>,
  key: string,
  index: number,
): LeaseExchange {
  const shardName = nameOfShard(index);
  const shardKey = keyOfShard(key, index);
  return async (request, { lastKnown, demand, ...call }) => {
    const alone = await store.update(
      [shardKey],
      ([shard], moment) => {
        const renewal = { ...request, demand: demand() };
        const renewed = renewInShard(shard, renewal, moment);
        return { result: renewed && { ...renewed.result, moment }, writes: [renewed?.shard] };
      },
      { ...call, lastKnown: lastKnown && [lastKnown] },
    );
    const [known] = alone.snapshots;
    if (alone.result !== undefined && known !== undefined) return { renewed: alone.result, known };
    const both = await store.update(
      [key, shardKey],
      ([account, shard], moment) => {
        const renewal = { ...request, demand: demand(), shardName };
        const renewed = renewWithAccount({ account, shard }, renewal, moment);
        const writes = [renewed.account, renewed.shard];
        return { result: { ...renewed.result, moment }, writes };
      },
      call,
    );
    return { renewed: both.result, known: both.snapshots[1] as Snapshot<Account> };
  };
}
