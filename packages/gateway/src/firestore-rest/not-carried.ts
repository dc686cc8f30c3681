import type { RestMethod } from "./rest-method.ts";
import { transactionsUnimplemented } from "./refuse-past.ts";
import { unimplemented } from "./unimplemented.ts";

/** A method that Firestore has and the gateway does not carry. */
export function notCarried(message: string): () => RestMethod<never, readonly []> {
  return refusing(() => unimplemented(message));
}

/** One of the methods of transactions that hold locks. */
export const transactionNotCarried = refusing(transactionsUnimplemented);

function refusing(makeError: () => Error): () => RestMethod<never, readonly []> {
  return () => ({
    parse: () => {
      throw makeError();
    },
    plan: () => [],
    execute: () => Promise.reject(makeError()),
  });
}
