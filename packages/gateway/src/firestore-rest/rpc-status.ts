import type { Code, ErrorDetails, GatewayError, Reason } from "../errors/error.ts";

/** google.rpc.Code by name, each with the HTTP status that Google's APIs send it with. */
const HTTP_STATUS = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  ABORTED: 409,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL: 500,
  UNIMPLEMENTED: 501,
  UNAVAILABLE: 503,
} as const;

export type RpcCode = keyof typeof HTTP_STATUS;

/** google.rpc.Code's own numbers. */
const NUMBERS: Readonly<Record<RpcCode, number>> = {
  INVALID_ARGUMENT: 3,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
};

/**
 * Where the code of callables would make an SDK of Firestore's wait for ever, or try again what
 * never fits.
 */
const CODE_OF_REASON: Partial<Record<Reason, RpcCode>> = {
  COST_EXCEEDS_CAPACITY: "PERMISSION_DENIED",
};

/** An error as Google's APIs answer it in JSON. */
export interface RpcError {
  readonly error: {
    readonly code: number;
    readonly message: string;
    readonly status: RpcCode;
    readonly details: readonly object[];
  };
}

/** google.rpc.Status in JSON, as one of many answers has it. */
export interface RpcStatus {
  readonly code: number;
  readonly message?: string;
  readonly details?: readonly object[];
}

/** @see https://cloud.google.com/apis/design/errors */
export function rpcError(error: GatewayError): RpcError {
  const status = rpcCodeOf(error);
  const { message } = error;
  return { error: { code: HTTP_STATUS[status], message, status, details: detailsOf(error) } };
}

export function rpcStatus(error: GatewayError): RpcStatus {
  const { message } = error;
  return { code: NUMBERS[rpcCodeOf(error)], message, details: detailsOf(error) };
}

function rpcCodeOf({ code, reason }: GatewayError): RpcCode {
  return CODE_OF_REASON[reason] ?? nameOf(code);
}

function nameOf(code: Code): RpcCode {
  return code.toUpperCase().replaceAll("-", "_") as RpcCode;
}

const TYPE = "type.googleapis.com/google.rpc.";
/** Whose reasons these are. */
const DOMAIN = "database-service";

/** What an error says to programs, in the messages that Google has for it. */
function detailsOf({ reason, message, details }: GatewayError): readonly object[] {
  const { fieldViolations, retryAfterMs, limit, ...rest } = details;
  const metadata = metadataOf({ ...rest, ...present({ retryAfterMs, limit }) });
  const told: object[] = [{ "@type": `${TYPE}ErrorInfo`, reason, domain: DOMAIN, metadata }];
  if (fieldViolations !== undefined) told.push({ "@type": `${TYPE}BadRequest`, fieldViolations });
  if (typeof limit === "string") {
    const violations = [{ subject: limit, description: message }];
    told.push({ "@type": `${TYPE}QuotaFailure`, violations });
  }
  if (typeof retryAfterMs === "number") {
    const retryDelay = `${String(retryAfterMs / 1000)}s`;
    told.push({ "@type": `${TYPE}RetryInfo`, retryDelay });
  }
  return told;
}

/** Texts by name, which is all that an ErrorInfo holds. */
function metadataOf(details: ErrorDetails): Readonly<Record<string, string>> {
  const entries = Object.entries(details).map(([name, value]) => {
    return [name, typeof value === "string" ? value : JSON.stringify(value)] as const;
  });
  return Object.fromEntries(entries);
}

function present(details: ErrorDetails): ErrorDetails {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}
