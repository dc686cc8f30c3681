import type { Usage } from "../../gateway/src/api/api.ts";
import type { FieldViolation, Reason } from "../../gateway/src/errors/error.ts";

/** What an error says to programs; which of it is there depends on the reason. */
export interface DatabaseErrorDetails {
  /** What is wrong with which field, of the request or of the document. */
  readonly fieldViolations?: readonly FieldViolation[];
  /** Milliseconds until the same call can succeed, of QUOTA_EXCEEDED and BUDGET_EXHAUSTED. */
  readonly retryAfterMs?: number;
  /** Name of the quota or budget that refused. */
  readonly limit?: string;
  /** The document to blame, and its place in the batch. */
  readonly path?: string;
  readonly index?: number;
  /** The field that can't be read, of DOCUMENT_UNREADABLE. */
  readonly field?: string;
  /** The documents that changed, of STALE. */
  readonly paths?: readonly string[];
  /** Under which the gateway's log has the cause. */
  readonly errorId?: string;
  readonly usage?: Usage;
  readonly [name: string]: unknown;
}

/** Why a call failed. The message says what to do about it; programs switch on `reason`. */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
  /** The callable protocol's: `not-found`, `resource-exhausted` and so on. */
  readonly code: string;
  /** NO_ANSWER: the connection was lost, or something before the gateway answered. */
  readonly reason: Reason | "NO_ANSWER";
  readonly details: DatabaseErrorDetails;

  constructor(
    error: { readonly code: string; readonly message: string; readonly details?: unknown },
    cause?: unknown,
  ) {
    super(error.message, { cause });
    const { reason = "NO_ANSWER", ...details } = (error.details ?? {}) as DatabaseErrorDetails & {
      readonly reason?: Reason;
    };
    this.code = error.code.replace(/^functions\//, "");
    this.reason = reason;
    this.details = details;
  }
}

/** The error for what Firebase's client threw; undefined for a mistake of the program, such as a TypeError. */
export function toDatabaseError(thrown: unknown): DatabaseError | undefined {
  const isFunctionsError =
    thrown instanceof Error && "code" in thrown && String(thrown.code).startsWith("functions/");
  if (!isFunctionsError) return undefined;
  const { code, details } = thrown as Error & { code: string; details?: unknown };
  // Firebase's client adds the HTTP status: "There is no document movies/1. [404]"
  const said = thrown.message.replace(/ \[\d+\]$/, "");
  const message = isObject(details) ? said : messageWithoutAnswer(code, said);
  return new DatabaseError({ code, message, details }, thrown);
}

function isObject(details: unknown): boolean {
  return typeof details === "object" && details !== null;
}

/** Of what is before the gateway there is one word, such as "internal". */
function messageWithoutAnswer(code: string, said: string): string {
  return code === "functions/unauthenticated"
    ? `${said}: the ID token or the App Check token is missing, expired or another project's.`
    : `No answer of the gateway, only: ${said}. Check the connection, the region and the project.`;
}
