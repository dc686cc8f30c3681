/** An error as the SDK takes it from a stream: google.rpc.Code by name, and what it shows. */
export interface StreamError {
  readonly status: string;
  readonly message: string;
}

/** What a refusal of the gateway says to programs. */
export interface GatewayRefusal {
  /** The gateway's reason, as `QUOTA_EXCEEDED`. */
  readonly reason: string;
  /** When it is worth while to try again, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** An error of the gateway's, read. */
export interface AnsweredError extends StreamError, Partial<GatewayRefusal> {
  /** No answer came. */
  readonly isLost?: true;
}

/** A FirestoreError holds a code and a message: what else there is stands at the message's end. */
const SUFFIX = / \[([A-Z_]+)(?:, retryAfterMs (\d+))?\]$/;

/** The message for a FirestoreError, in which {@link refusalOf} finds the rest. */
export function messageOf({ message, reason, retryAfterMs }: AnsweredError): string {
  if (reason === undefined) return message;
  const retry = retryAfterMs === undefined ? "" : `, retryAfterMs ${String(retryAfterMs)}`;
  return `${message} [${reason}${retry}]`;
}

/**
 * The gateway's reason in an error that a function of `firebase/firestore` has thrown, or a
 * listener was told; undefined in any other.
 */
export function refusalOf(error: unknown): GatewayRefusal | undefined {
  if (!(error instanceof Error)) return undefined;
  const [, reason, retryAfterMs] = SUFFIX.exec(error.message) ?? [];
  if (reason === undefined) return undefined;
  return { reason, ...(retryAfterMs !== undefined && { retryAfterMs: Number(retryAfterMs) }) };
}

/** What a front end says of a request by itself: whatever is not wrong in the request may pass. */
const STATUS_OF_HTTP: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  413: "INVALID_ARGUMENT",
  429: "RESOURCE_EXHAUSTED",
};

/**
 * The error in the body of an answer: an object, or an array that begins with it. Where it is none,
 * some proxy's answer perhaps, the HTTP status says what it is.
 */
export function readRefusal(body: unknown, httpStatus: number): AnsweredError {
  const [first] = Array.isArray(body) ? (body as unknown[]) : [body];
  const { error } = (first ?? {}) as { readonly error?: RpcErrorBody };
  if (typeof error?.status !== "string" || typeof error.message !== "string") {
    const status = STATUS_OF_HTTP[httpStatus] ?? "UNAVAILABLE";
    return { status, message: elsewhere(httpStatus) };
  }
  const { status, message, details = [] } = error;
  const info = details.find(({ reason }) => reason !== undefined);
  const retryAfterMs = Number(info?.metadata?.["retryAfterMs"]);
  return {
    status,
    message,
    ...(info?.reason !== undefined && { reason: info.reason }),
    ...(Number.isFinite(retryAfterMs) && { retryAfterMs }),
  };
}

/** The message for what something else has answered: what it says of the cause, and what to do. */
export function elsewhere(httpStatus: number): string {
  const hint = HINTS[httpStatus] ?? (httpStatus >= 500 ? FAILED : UNKNOWN);
  return `In the gateway's place something answered HTTP ${String(httpStatus)}: ${hint}`;
}

const UNKNOWN = "is it deployed, and may everybody call it?";
/** What Cloud Run answers for a function that ends, or that does not start. */
const FAILED = "the function's log tells whether it has failed.";

/** Of statuses that have little to do with the function itself. */
const HINTS: Readonly<Record<number, string>> = {
  413: "what is sent is too large for it; send fewer writes at once.",
  429: "it takes no more requests for now; where that lasts, raise the function's maxInstances.",
  431: "the headers are too large for it; make the token smaller, by fewer custom claims.",
};

interface RpcErrorBody {
  readonly status?: unknown;
  readonly message?: unknown;
  readonly details?: readonly {
    readonly reason?: string;
    readonly metadata?: Readonly<Record<string, string>>;
  }[];
}
