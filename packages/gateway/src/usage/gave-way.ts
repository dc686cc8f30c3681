import { StoreError } from "../documents/store.ts";

/** The codes of a conditional write that somebody else was faster than. */
const LOST: ReadonlySet<string> = new Set([
  "ALREADY_EXISTS",
  "FAILED_PRECONDITION",
  "NOT_FOUND",
  "ABORTED",
]);

/** Whether a conditional write failed since somebody else wrote the document meanwhile. */
export function gaveWay(error: unknown): boolean {
  return error instanceof StoreError && LOST.has(error.code);
}
