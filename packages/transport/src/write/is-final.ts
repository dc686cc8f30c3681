/** The codes after which the SDK drops a batch and fails its promise; every other it tries again. */
const FINAL = new Set([
  "INVALID_ARGUMENT",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "FAILED_PRECONDITION",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "DATA_LOSS",
]);

/** Whether a write that was refused so is not sent again. */
export function isFinal(status: string): boolean {
  return FINAL.has(status);
}
