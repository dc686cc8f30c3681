import { unimplemented } from "./unimplemented.ts";

/** What a read may be asked to belong to. */
export interface Consistency {
  readonly transaction?: unknown;
  readonly newTransaction?: unknown;
  readonly readTime?: unknown;
}

/**
 * Refuses a read in one of Firestore's transactions, or as of an earlier time.
 *
 * @throws GatewayError UNIMPLEMENTED
 */
export function refusePastAndTransactions(sent: Consistency): void {
  if (sent.readTime !== undefined) {
    throw unimplemented("Reads as of an earlier time are not carried: leave readTime out.");
  }
  const isSet = sent.transaction !== undefined && sent.transaction !== "";
  if (isSet || sent.newTransaction !== undefined) throw transactionsUnimplemented();
}

export function transactionsUnimplemented() {
  return unimplemented(
    "Transactions that hold locks are not carried yet. Those of Firebase's web SDK, which hold none, are.",
  );
}
