import type { StoreErrorCode } from "./store.ts";

/** What Firestore answers to a write where a document is not as it was when the write was decided. */
export const LOST_RACE_CODES: ReadonlySet<StoreErrorCode> = new Set([
  "ABORTED",
  "ALREADY_EXISTS",
  "FAILED_PRECONDITION",
  "NOT_FOUND",
]);
