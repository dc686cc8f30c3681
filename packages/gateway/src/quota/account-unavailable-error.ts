import { StoreError } from "../documents/store.ts";

/**
 * A call can't be charged for the trouble that its caller's own record is in. The database is there,
 * and nobody else is concerned: nothing to wake anybody for.
 */
export class AccountUnavailableError extends StoreError {
  constructor(cause: StoreError | undefined) {
    super("UNAVAILABLE", "the caller's quota can't be charged", { cause });
  }
}
