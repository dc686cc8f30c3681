import type { StoreCall } from "../../documents/store.ts";
import type { Moment } from "../moment.ts";
import { updateOne, type QuotaStore, type Snapshot } from "../store/quota-store.ts";
import type { Account } from "./account.ts";
import { shardsAt } from "./crowd.ts";
import { renew, type Renewal, type Renewed } from "./renewal.ts";
import { keyOfShard, nameOfShard } from "./shard.ts";
import { renewInShard, renewWithAccount } from "./shard-renewal.ts";

/** What comes of a visit. */
export interface Visited {
  /** Undefined where the account sends those who wait to a shard. */
  readonly renewed: (Renewed & { readonly moment: Moment }) | undefined;
  /** The record that was visited, as it was left. */
  readonly known: Snapshot<Account>;
}

export type RoadCall = StoreCall & { readonly from?: Snapshot<Account> | undefined };

/** How an instance gets to a record that it leases from. @throws StoreError */
export type Road = (renewal: Renewal, call: RoadCall) => Promise<Visited>;

/** To a caller's account. */
export function roadToAccount(store: QuotaStore<Account>, key: string): Road {
  return async (renewal, call) => {
    const { result, snapshot } = await updateOne(
      { store, key },
      (account, moment) => {
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

/** To a shard of an account, and only where that can't do alone, on to the account. */
export function roadToShard(store: QuotaStore<Account>, key: string, index: number): Road {
  const shardName = nameOfShard(index);
  const shardKey = keyOfShard(key, index);
  return async (renewal, { from, ...call }) => {
    const alone = await store.update(
      [shardKey],
      ([shard], moment) => {
        const renewed = renewInShard(shard, renewal, moment);
        return { result: renewed && { ...renewed.result, moment }, writes: [renewed?.shard] };
      },
      { ...call, from: from && [from] },
    );
    const [known] = alone.snapshots;
    if (alone.result !== undefined && known !== undefined) return { renewed: alone.result, known };
    const both = await store.update(
      [key, shardKey],
      ([account, shard], moment) => {
        const renewed = renewWithAccount({ account, shard }, { ...renewal, shardName }, moment);
        const writes = [renewed.account, renewed.shard];
        return { result: { ...renewed.result, moment }, writes };
      },
      call,
    );
    return { renewed: both.result, known: both.snapshots[1] as Snapshot<Account> };
  };
}
