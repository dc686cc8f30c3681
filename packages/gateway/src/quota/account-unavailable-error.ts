import { StoreError } from "../documents/store.ts";

/**
 * A call can't be charged as its caller's own record can't be reached or read, while the database
 * can be. No other caller is concerned, and so it is no alert.
 */
export class AccountUnavailableError extends StoreError {
  constructor(cause: StoreError | undefined) {
    super("UNAVAILABLE", "the caller's quota can't be charged", { cause });
  }
}
