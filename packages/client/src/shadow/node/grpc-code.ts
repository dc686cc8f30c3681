/** The names of google.rpc.Code, by number. */
const NAMES = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;

/** The code of an error of Google's libraries, as the protocol writes it. */
export function grpcCode(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return (typeof code === "number" ? NAMES[code] : undefined) ?? "UNKNOWN";
}
