import { StoreError } from "./store.ts";

/**
 * The error for a caller whose time ends before the answer to what it asked together with others.
 *
 * @param unanswered whether the request had been sent
 */
export function noAnswerInTime(cause: unknown, unanswered: boolean): StoreError {
  return new StoreError("UNAVAILABLE", "No answer from Firestore in time.", { cause, unanswered });
}
