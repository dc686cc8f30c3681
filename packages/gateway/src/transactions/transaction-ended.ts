import { StoreError } from "../documents/store.ts";
import { GatewayError } from "../errors/error.ts";

/**
 * The error for a transaction that is over, if that is what Firestore says. Google's library begins
 * anew where it reads that one has expired, which so stands there for no other reason.
 */
export function transactionEnded(error: unknown): GatewayError | undefined {
  if (!(error instanceof StoreError) || error.code !== "INVALID_ARGUMENT") return undefined;
  if (!/\btransaction\b/i.test(error.message)) return undefined;
  return /expired/i.test(error.message) ? transactionExpired() : ended();
}

export function transactionExpired(): GatewayError {
  return new GatewayError(
    "TRANSACTION_ENDED",
    "The transaction has expired. Begin it anew, and take less time.",
  );
}

function ended(): GatewayError {
  return new GatewayError(
    "TRANSACTION_ENDED",
    "The transaction has ended: it was committed, rolled back or aborted. Begin another one.",
  );
}
