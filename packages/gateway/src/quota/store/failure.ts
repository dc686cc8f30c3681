import { StoreError } from "../../documents/store.ts";

/** A failure of the store, as a value. @throws anything else. */
export function failure(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  throw error;
}
