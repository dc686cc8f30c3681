import { REASONS, type Reason } from "../../../src/errors/error.ts";

/** Codes of what is no fault of the caller's. */
const FAULTS: readonly string[] = ["unavailable", "internal"];

/** Whether a call that ended so failed by no fault of its caller's. */
export function isFault(outcome: string): boolean {
  return outcome in REASONS && FAULTS.includes(REASONS[outcome as Reason]);
}
