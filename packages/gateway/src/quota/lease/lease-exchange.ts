import type { StoreCall } from "../../documents/store.ts";
import type { Moment } from "../moment.ts";
import { updateOne, type QuotaStore, type Snapshot } from "../store/quota-store.ts";
import type { Account } from "./account.ts";
import { renew, type RenewalResult } from "./renewal.ts";
import type { RenewalRequest } from "./renewal-request.ts";

/** What an account replies to a renewal. */
export interface LeaseReply {
  readonly renewed: RenewalResult & { readonly moment: Moment };
  /** The account as it was left. */
  readonly known: Snapshot<Account>;
}

export type ExchangeCall = StoreCall & {
  /** The account as the instance left it, where nobody else is likely to have written since. */
  readonly lastKnown?: Snapshot<Account> | undefined;
};

/** Renews a lease at its account. @throws StoreError where that fails. */
export async function exchangeLease(
  at: { readonly store: QuotaStore<Account>; readonly key: string },
  renewal: RenewalRequest,
  call: ExchangeCall,
): Promise<LeaseReply> {
  const { result, snapshot } = await updateOne(
    at,
    (account, moment) => {
      const { result: renewed, ...rest } = renew(account, renewal, moment);
      return { ...rest, result: { ...renewed, moment } };
    },
    call,
  );
  return { renewed: result, known: snapshot };
}
