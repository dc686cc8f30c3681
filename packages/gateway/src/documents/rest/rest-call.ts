import type { Consistency, StoreCall, StoreError } from "../store.ts";
import type { RestCall } from "./rest-client.ts";
import { isPassing } from "./retry.ts";

/** The options of a call to the store, as the client takes them. */
export function toRest({ signal, meter }: StoreCall): RestCall {
  return { signal, onSent: meter && (() => (meter.roundTrips += 1)) };
}

/** The same for a read, which is not sent again where its transaction is over. */
export function toRead(call: StoreCall & Consistency): RestCall {
  return { ...toRest(call), ...passesIn(call) };
}

/** Which failures of a read are tried again: in a transaction not the one that ends it. */
export function passesIn({ transaction }: Consistency): Pick<RestCall, "passes"> {
  if (transaction === undefined) return {};
  return { passes: (error: StoreError) => error.code !== "ABORTED" && isPassing(error) };
}

/** What a request says of the state that it reads. */
export function selectorOf({ transaction, readTime }: Consistency): Consistency {
  if (transaction !== undefined) return { transaction };
  return readTime === undefined ? {} : { readTime };
}
