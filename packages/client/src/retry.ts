import type { CallEnd } from "./call-end.ts";
import { DatabaseError, toDatabaseError } from "./database-error.ts";

export interface RetryOptions {
  /** How often a call is sent at most when it fails for a passing reason; 1 or more. @default 4 */
  readonly attempts: number;
  /** How long a call may wait, in all, for a quota to refill, in milliseconds. @default 0: not at all */
  readonly maxQuotaWaitMs: number;
}

/** A call on its way. */
export interface RetryProgress {
  /** How often it was sent for a passing reason; 1 after the first time. */
  readonly attempt: number;
  readonly quotaWaitMs: number;
}

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 5_000;

/** The platform's answers, or its silence, that may differ the next time. */
const PASSING_CODES: ReadonlySet<string> = new Set([
  "internal",
  "unavailable",
  "deadline-exceeded",
  "resource-exhausted",
  "unknown",
]);

/** Nothing was changed, for a reason that passes. */
const NOTHING_CHANGED: ReadonlySet<DatabaseError["reason"]> = new Set([
  "FIRESTORE_UNAVAILABLE",
  "GATEWAY_UNAVAILABLE",
  "REQUEST_TIMEOUT",
  "CONTENTION",
] as const);

/** Whether the call may have been applied, although it failed. */
export function isOutcomeUnknown({ reason, code }: DatabaseError): boolean {
  return reason === "OUTCOME_UNKNOWN" || (reason === "NO_ANSWER" && PASSING_CODES.has(code));
}

/**
 * Milliseconds after which to send the call again; undefined if that is over, won't help, or could
 * apply it twice.
 *
 * @param repeatable whether sending it twice does what sending it once does
 * @param random from 0 to 1, so that callers who failed together don't come back together
 */
export function retryDelayMs(
  error: DatabaseError,
  {
    attempt,
    quotaWaitMs,
    repeatable,
    random,
  }: RetryProgress & { repeatable: boolean; random: number },
  { attempts, maxQuotaWaitMs }: RetryOptions,
): number | undefined {
  if (isQuota(error)) {
    const delay = Math.max(FIRST_DELAY_MS, error.details.retryAfterMs ?? Infinity);
    return quotaWaitMs + delay <= maxQuotaWaitMs ? delay : undefined;
  }
  const { reason, details } = error;
  const helps = NOTHING_CHANGED.has(reason) || (repeatable && isOutcomeUnknown(error));
  if (!helps || attempt >= attempts) return undefined;
  const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
  return Math.max(details.retryAfterMs ?? 0, delay * (0.5 + random / 2));
}

function isQuota({ reason }: DatabaseError): boolean {
  return reason === "QUOTA_EXCEEDED" || reason === "BUDGET_EXHAUSTED";
}

export interface Sending extends RetryOptions {
  /** Whether sending the call twice does what sending it once does. */
  readonly repeatable: boolean;
  readonly end: CallEnd;
}

/**
 * Sends a call until it is answered, it is over, or sending it again won't help.
 *
 * @throws DatabaseError of the last attempt; but of the first that may have been applied, since no
 * later refusal undoes it; the reason of the call's signal
 */
export async function withRetries<T>(
  send: () => Promise<T>,
  { repeatable, end, ...options }: Sending,
): Promise<T> {
  let progress: RetryProgress = { attempt: 1, quotaWaitMs: 0 };
  let unknown: DatabaseError | undefined;
  for (;;) {
    try {
      return await end.until(send);
    } catch (thrown) {
      const error = thrown instanceof DatabaseError ? thrown : toDatabaseError(thrown);
      if (error === undefined) throw thrown;
      if (isOutcomeUnknown(error)) unknown ??= error;
      const draw = { ...progress, repeatable, random: Math.random() };
      const delayMs = retryDelayMs(error, draw, options);
      // What would come after the deadline is not waited for.
      if (delayMs === undefined || delayMs >= end.remainingMs) throw unknown ?? error;
      progress = next(progress, error, delayMs);
      await end.until(() => new Promise((resolve) => setTimeout(resolve, delayMs)));
    }
  }
}

function next(
  { attempt, quotaWaitMs }: RetryProgress,
  error: DatabaseError,
  delayMs: number,
): RetryProgress {
  return isQuota(error)
    ? { attempt, quotaWaitMs: quotaWaitMs + delayMs }
    : { attempt: attempt + 1, quotaWaitMs };
}
