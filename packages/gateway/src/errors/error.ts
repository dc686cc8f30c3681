/**
 * Every way a call can fail, and the callable protocol's code it is sent with.
 *
 * A reason never changes its meaning; programs switch on it, people read the message.
 */
export const REASONS = {
  INVALID_REQUEST: "invalid-argument",
  INVALID_DOCUMENT: "invalid-argument",
  INVALID_CURSOR: "invalid-argument",
  REQUEST_TOO_LARGE: "invalid-argument",
  REQUEST_TOO_DEEP: "invalid-argument",
  UNSUPPORTED_ENCODING: "invalid-argument",
  BATCH_CONFLICT: "invalid-argument",
  COST_EXCEEDS_CAPACITY: "invalid-argument",
  ANSWER_TOO_LARGE: "invalid-argument",
  POLICY_QUERY_CONFLICT: "invalid-argument",
  INVALID_CREDENTIALS: "unauthenticated",
  FORBIDDEN: "permission-denied",
  CALLER_BLOCKED: "permission-denied",
  DOCUMENT_NOT_FOUND: "not-found",
  DOCUMENT_EXISTS: "already-exists",
  REQUEST_ID_REUSED: "already-exists",
  STALE: "failed-precondition",
  DOCUMENT_UNREADABLE: "failed-precondition",
  QUERY_NOT_COVERED: "failed-precondition",
  CONTENTION: "aborted",
  TRANSACTION_ENDED: "invalid-argument",
  TOO_MANY_TRANSACTIONS: "resource-exhausted",
  QUOTA_EXCEEDED: "resource-exhausted",
  BUDGET_EXHAUSTED: "resource-exhausted",
  TOO_MANY_WATCHES: "resource-exhausted",
  OUTCOME_UNKNOWN: "unavailable",
  REQUEST_TIMEOUT: "unavailable",
  GATEWAY_UNAVAILABLE: "unavailable",
  FIRESTORE_UNAVAILABLE: "unavailable",
  FIRESTORE_REFUSED: "invalid-argument",
  UNIMPLEMENTED: "unimplemented",
  INTERNAL: "internal",
} as const;

export type Reason = keyof typeof REASONS;
export type Code = (typeof REASONS)[Reason];

/** One thing wrong with one field, as google.rpc.BadRequest has it. `field` is a field path of the request, or of the document, and empty for the whole of it. */
export interface FieldViolation {
  readonly field: string;
  readonly description: string;
}

/** What an error says to programs; always has the reason. JSON only: it is sent as it is. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/**
 * The one error of the gateway. The message says what to do about it and reveals nothing that
 * the caller may not know.
 */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly reason: Reason;
  readonly details: ErrorDetails;

  constructor(reason: Reason, message: string, details: ErrorDetails = {}) {
    super(message);
    this.reason = reason;
    this.details = details;
  }

  get code(): Code {
    return REASONS[this.reason];
  }
}

/** An INVALID_REQUEST or INVALID_DOCUMENT whose message is its first violation. */
export function invalid(
  reason: "INVALID_REQUEST" | "INVALID_DOCUMENT",
  violations: readonly [FieldViolation, ...FieldViolation[]],
): GatewayError {
  const [first, ...rest] = violations;
  const place = first.field === "" ? "" : `${first.field}: `;
  const more = rest.length === 0 ? "" : ` (and ${String(rest.length)} more)`;
  return new GatewayError(reason, `${place}${first.description}${more}`, {
    fieldViolations: violations,
  });
}

/** The INVALID_REQUEST for one field. */
export function invalidRequest(field: string, description: string): GatewayError {
  return invalid("INVALID_REQUEST", [{ field, description }]);
}
